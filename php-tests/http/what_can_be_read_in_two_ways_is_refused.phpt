--TEST--
A request that two servers could read in different ways is refused, and its connection ends
--FILE--
<?php
require __DIR__ . '/http.inc';

$calls = 0;
serve(function ($request, $response) use (&$calls) {
    $calls++;
    $response->end('served');
}, function (int $port) {
    $bad = [
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\na",
        "GET / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nab\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab0\r\n\r\n",
        "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
    ];
    $refused = 0;
    foreach ($bad as $bytes) {
        $refused += (int) str_starts_with(talk($port, $bytes), 'HTTP/1.1 400 ');
    }
    claim('400', $refused, count($bad));
    claim('501', str_starts_with(talk($port, "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), 'HTTP/1.1 501 '));
    claim('431', str_starts_with(talk($port, "GET / HTTP/1.1\r\nA: " . str_repeat('a', 70000) . "\r\n\r\n"), 'HTTP/1.1 431 '));
    claim('413', str_starts_with(talk($port, "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n"), 'HTTP/1.1 413 '));
    claim('a good one', body(ask($port)), 'served');
}, ['package_max_length' => 1000]);
claim('was the only one', $calls, 1);
?>
--EXPECT--
400: yes
501: yes
431: yes
413: yes
a good one: yes
was the only one: yes
