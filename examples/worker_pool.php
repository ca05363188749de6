<?php
// A pool: three workers take jobs from one channel and put results into another; one job is too slow and is given up.
// make run SCRIPT=examples/worker_pool.php

use Swoole\Coroutine;
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\TimeoutException;
use Swoole\Coroutine\WaitGroup;

Co\run(function () {
    $jobs = new Channel(2);
    $results = new Channel(10);
    $workers = new WaitGroup;

    foreach (['anna', 'ben', 'clara'] as $name) {
        $workers->add();
        go(function () use ($name, $jobs, $results, $workers) {
            defer(fn () => $workers->done());
            while (($job = $jobs->pop()) !== false) {  // false: the channel is closed and empty
                $results->push("$name did job {$job['number']}: " . work($job));
            }
        });
    }

    go(function () use ($jobs) {
        foreach ([100, 300, 50, 200, 60_000, 100] as $number => $milliseconds) {
            $jobs->push(['number' => $number, 'milliseconds' => $milliseconds]);  // waits while the channel is full
        }
        $jobs->close();
    });

    go(function () use ($workers, $results) {
        $workers->wait();
        $results->close();
    });

    while (($line = $results->pop()) !== false) {
        echo $line, "\n";
    }
    echo "All done; ", Coroutine::stats()['coroutine_peak_num'], " coroutines at most\n";
});

/** Does a job, which is to wait, for at most half a second. */
function work(array $job): string
{
    $result = new Channel(1);
    go(function () use ($job, $result) {
        Coroutine::setTimeLimit(0.5);
        try {
            usleep($job['milliseconds'] * 1000);
            $result->push("took {$job['milliseconds']} ms");
        } catch (TimeoutException) {
            $result->push('given up');
        }
    });
    return $result->pop();
}
