--TEST--
add() calls back, in a coroutine, when there is something to read
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
claim('add', is_int(Event::add($a, function ($stream) use ($a) {
    claim('the stream', $stream, $a);
    claim('in a coroutine', Co::getCid() > 0);
    claim('data', fread($stream, 100), 'hello');
    claim('del', Event::del($stream), true);
})));
claim('isset', [Event::isset($a), Event::isset($a, SWOOLE_EVENT_READ), Event::isset($a, SWOOLE_EVENT_WRITE), Event::isset($b)], [true, true, false, false]);
fwrite($b, 'hello');
Event::wait();
claim('isset no more', Event::isset($a), false);
?>
--EXPECT--
add: yes
isset: yes
the stream: yes
in a coroutine: yes
data: yes
del: yes
isset no more: yes
