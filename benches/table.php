<?php
// One row of a Table: get, set, incr, and incr by two processes at a time; nanoseconds an operation, in the best of
// some rounds, since others may want the processor, too.
//
//     php -d extension=PATH/libswirl.so benches/table.php [TIMES]

use Swoole\Table;

const TIMES = 100_000, ROUNDS = 20;

function measure(string $what, int $times, callable $work): void
{
    $best = INF;
    for ($round = 0; $round < ROUNDS; $round++) {
        $start = hrtime(true);
        $work($times);
        $best = min($best, hrtime(true) - $start);
    }
    printf("%-24s %8.1f ns\n", $what, $best / $times);
}

$times = (int) ($argv[1] ?? TIMES);
$table = new Table(1024);
$table->column('id', Table::TYPE_INT);
$table->column('name', Table::TYPE_STRING, 64);
$table->column('score', Table::TYPE_FLOAT);
$table->create();
$row = ['id' => 1, 'name' => 'a name of usual length', 'score' => 0.5];
$table->set('key', $row);

measure('set, 3 columns', $times, function (int $times) use ($table, $row) {
    for ($i = 0; $i < $times; $i++) {
        $table->set('key', $row);
    }
});
measure('set, 1 of 3 columns', $times, function (int $times) use ($table) {
    for ($i = 0; $i < $times; $i++) {
        $table->set('key', ['id' => $i]);
    }
});
measure('get, 3 columns', $times, function (int $times) use ($table) {
    for ($i = 0; $i < $times; $i++) {
        $table->get('key');
    }
});
measure('get, 1 column', $times, function (int $times) use ($table) {
    for ($i = 0; $i < $times; $i++) {
        $table->get('key', 'id');
    }
});
measure('incr', $times, function (int $times) use ($table) {
    for ($i = 0; $i < $times; $i++) {
        $table->incr('key', 'id');
    }
});
measure('incr by 2 processes', $times, function (int $times) use ($table) {
    $child = pcntl_fork();
    for ($i = 0; $i < $times; $i++) {
        $table->incr('key', 'id');
    }
    if ($child === 0) {
        posix_kill(getmypid(), SIGKILL);
    }
    pcntl_waitpid($child, $status);
});
