--TEST--
write() sends all of a long text, piece by piece when there is no room
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$text = str_repeat('0123456789', 200000);
$got = '';
Event::add($a, function () {});
Event::add($b, function ($stream) use (&$got, $text, $a) {
    $got .= fread($stream, 65536);
    if (strlen($got) === strlen($text)) {
        Event::del($stream);
        Event::del($a);
    }
});
claim('write', Event::write($a, $text), true);
Event::wait();
claim('all of it', $got === $text);
?>
--EXPECT--
write: yes
all of it: yes
