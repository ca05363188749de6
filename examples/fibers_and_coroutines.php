<?php
// The same blocking call, sleep(), in three Fibers and in three coroutines: make run SCRIPT=examples/fibers_and_coroutines.php

$start = microtime(true);
foreach (['one', 'two', 'three'] as $name) {
    $fiber = new Fiber(function () use ($name) {
        sleep(1);  // a Fiber does not know that this waits: the process sleeps
        echo "  Fiber $name\n";
    });
    $fiber->start();
}
printf("Three Fibers took %.1f s\n", microtime(true) - $start);

$start = microtime(true);
Co\run(function () {
    foreach (['one', 'two', 'three'] as $name) {
        go(function () use ($name) {
            sleep(1);  // the same call: this coroutine waits, the next one runs
            echo "  coroutine $name\n";
        });
    }
});
printf("Three coroutines took %.1f s\n", microtime(true) - $start);
