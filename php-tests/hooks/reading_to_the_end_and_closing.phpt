--TEST--
A read sees the end when the other side closes
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use (&$b) { Co::sleep(0.002); fwrite($b, 'last words'); fclose($b); });
    claim('all of it', stream_get_contents($a), 'last words');
    claim('the end', feof($a));
});
?>
--EXPECT--
all of it: yes
the end: yes
