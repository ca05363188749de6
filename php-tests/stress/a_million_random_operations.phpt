--TEST--
A million random operations on coroutines and channels leave counts and memory as they were
--FILE--
<?php
require __DIR__ . '/../include.inc';

require __DIR__ . '/random_operations.inc';

// Operations throw into what waits, so warnings about what cannot be resumed are expected; nothing else is.
set_error_handler(fn (int $level, string $message) => str_contains($message, 'can not resume'));
mt_srand((int) (getenv('SWIRL_SEED') ?: 20261));
$used = function () {
    gc_collect_cycles();
    return memory_get_usage();
};
Co\run(function () use ($used) {
    // The first part grows what is kept for reuse: stacks, hash tables, the timer wheel.
    foreach ([250000, 250000, 500000] as $part) {
        $before = $used();
        $operations = new RandomOperations($part);
        $operations->run();
        claim("$part operations", $operations->done >= $part);
        claim('no value lost or doubled', $operations->wrong, []);
        unset($operations);
        $grown = $used() - $before;
    }
    claim('memory', $grown < 65536 ?: $grown);
    claim('coroutines', Co::stats()['coroutine_num'], 1);
    claim('timers', count(Swoole\Timer::list()), 0);
});
claim('none left', Co::stats()['coroutine_num'], 0);
?>
--EXPECT--
250000 operations: yes
no value lost or doubled: yes
250000 operations: yes
no value lost or doubled: yes
500000 operations: yes
no value lost or doubled: yes
memory: yes
coroutines: yes
timers: yes
none left: yes
