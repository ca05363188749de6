--TEST--
stats() counts live coroutines, the peak and the last id
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    for ($i = 0; $i < 9; $i++) {
        $ids[] = go(function () { Co::yield(); });
    }
    $stats = Co::stats();
    claim('live', $stats['coroutine_num'], 10);
    claim('peak', $stats['coroutine_peak_num'], 10);
    claim('last id', $stats['coroutine_last_cid'], 10);
    foreach ($ids as $id) {
        Co::resume($id);
    }
    $stats = Co::stats();
    claim('live at the end', $stats['coroutine_num'], 1);
    claim('peak at the end', $stats['coroutine_peak_num'], 10);
    foreach (['event_num', 'signal_listener_num', 'aio_task_num', 'aio_worker_num', 'aio_queue_size', 'c_stack_size'] as $key) {
        claim($key, is_int($stats[$key]));
    }
});
claim('none outside', Co::stats()['coroutine_num'], 0);
?>
--EXPECT--
live: yes
peak: yes
last id: yes
live at the end: yes
peak at the end: yes
event_num: yes
signal_listener_num: yes
aio_task_num: yes
aio_worker_num: yes
aio_queue_size: yes
c_stack_size: yes
none outside: yes
