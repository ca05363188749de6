--TEST--
add() calls the write callback when there is room
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
Event::add($a, null, function ($stream) {
    echo "writable\n";
    Event::del($stream);
}, SWOOLE_EVENT_WRITE);
Event::wait();
?>
--EXPECT--
writable
