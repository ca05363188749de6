<?php
// What it costs to wait for a socket: a byte there and back between two coroutines, by PHP's own streams.
require __DIR__ . '/bench.inc';

if (FIBER) {
    return;
}

run(fn () => bench('io.byte_there_and_back', 20000, function (int $n) {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use ($b, $n) { for ($i = 0; $i < $n; $i++) { fwrite($b, fread($b, 1)); } });
    for ($i = 0; $i < $n; $i++) { fwrite($a, 'x'); fread($a, 1); }
}));
