--TEST--
Swoole\Event refuses what is no descriptor, what is not registered and what is registered already
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
claim('no descriptor', @Event::add('text', fn () => 1), false);
claim('no callback', @Event::add($a), false);
claim('no write callback', @Event::add($a, null, null, SWOOLE_EVENT_WRITE), false);
claim('add', is_int(Event::add($a, fn () => 1)));
claim('twice', @Event::add($a, fn () => 1), false);
claim('set of an unknown', @Event::set($b, fn () => 1), false);
claim('del of an unknown', @Event::del($b), false);
claim('write to an unknown', @Event::write($b, 'x'), false);
claim('isset of an unknown', Event::isset($b), false);
claim('del', Event::del($a), true);
claim('del again', @Event::del($a), false);
Event::wait();
?>
--EXPECT--
no descriptor: yes
no callback: yes
no write callback: yes
add: yes
twice: yes
set of an unknown: yes
del of an unknown: yes
write to an unknown: yes
isset of an unknown: yes
del: yes
del again: yes
