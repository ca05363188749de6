--TEST--
A coroutine whose sockets are always ready still lets the others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $stop = false;
    go(function () use (&$stop) { Co::sleep(0.005); $stop = true; });
    $start = hrtime(true);
    while (!$stop && ms_since($start) < 10000) {
        fwrite($a, 'x');
        fread($b, 1);
    }
    claim('the other ran', $stop);
});
?>
--EXPECT--
the other ran: yes
