--TEST--
A stream, a Socket object and a file descriptor's number are all accepted
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair);
$fd = Event::add($a, function ($stream) use ($pair) {
    echo 'stream ', fread($stream, 10), "\n";
    Event::del($stream);
    socket_write($pair[1], 'two');
});
Event::add($pair[0], function ($socket) {
    echo 'socket ', socket_read($socket, 10), "\n";
    Event::del($socket);
});
claim('the number of the stream', Event::isset($fd));
fwrite($b, 'one');
Event::wait();
?>
--EXPECT--
the number of the stream: yes
stream one
socket two
