--TEST--
The swoole_event_* functions do the same as the methods
--FILE--
<?php
require __DIR__ . '/../include.inc';

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
swoole_event_add($a, function ($stream) {
    echo fread($stream, 10), "\n";
    claim('del', swoole_event_del($stream));
});
claim('isset', swoole_event_isset($a));
claim('set', swoole_event_set($a, null, null, SWOOLE_EVENT_READ));
fwrite($b, 'data');
swoole_event_wait();
swoole_event_defer(function () { echo "deferred\n"; });
swoole_event_cycle(function () { echo "cycle\n"; swoole_event_cycle(null); });
swoole_timer_after(2, function () { echo "timer\n"; });
swoole_event_wait();
?>
--EXPECT--
isset: yes
set: yes
data
del: yes
deferred
cycle
timer
