--TEST--
stream_select() waits for several streams while other coroutines run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    [$c, $d] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use ($d) { Co::sleep(0.01); fwrite($d, 'data'); });
    $read = ['a' => $a, 'c' => $c];
    $write = $except = null;
    claim('one is ready', stream_select($read, $write, $except, 10), 1);
    claim('the right one', array_keys($read), ['c']);
    fread($c, 10);
    $read = [$a, $c];
    $start = hrtime(true);
    claim('none in time', stream_select($read, $write, $except, 0, 20000), 0);
    claim('not early', ms_since($start) >= 20);
    claim('emptied', $read, []);
    $write = [$a];
    $read = null;
    claim('writable at once', stream_select($read, $write, $except, 10), 1);
});
?>
--EXPECT--
one is ready: yes
the right one: yes
none in time: yes
not early: yes
emptied: yes
writable at once: yes
