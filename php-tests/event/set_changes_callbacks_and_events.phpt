--TEST--
set() changes the callbacks and what is watched
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
Event::add($a, function () { echo "WRONG\n"; });
claim('set', Event::set($a, function ($stream) {
    echo 'the new one reads ', fread($stream, 10), "\n";
    Event::set($stream, null, function ($stream) {
        echo "now writable\n";
        Event::del($stream);
    }, SWOOLE_EVENT_WRITE);
}, null, SWOOLE_EVENT_READ), true);
fwrite($b, 'x');
Event::wait();
?>
--EXPECT--
set: yes
the new one reads x
now writable
