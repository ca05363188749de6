--TEST--
HTTP/2: write() waits for the client's window, and other streams go on; a reset ends the wait
--FILE--
<?php
require __DIR__ . '/http2.inc';

$events = [];
serve2(function ($request, $response) use (&$events) {
    if ($request->server['request_uri'] === '/') {
        return $response->end('other');
    }
    for ($written = 0; $written < 100 && $response->write(str_repeat('x', 10000)); $written++);
    $events[] = $written;
    $response->end();
}, function ($server) use (&$events) {
    $stream = client($server);
    // HPACK: GET http /large, with the path as a literal; no window for the answer but the usual 65535 bytes.
    $get = fn (string $path) => "\x82\x86\x04" . chr(strlen($path)) . $path . "\x41\x01h";
    fwrite($stream, PREFACE . frame2(4, 0, 0) . frame2(1, 5, 1, $get('/large')) . frame2(1, 5, 3, $get('/')));
    claim('the other stream is answered', read_frame($stream, 1)[1] > 0);
    $got = 0;
    while ($got < 65535 - 5) {
        [, $number, $data] = read_frame($stream, 0);
        $got += $number === 1 ? strlen($data) : 0;
    }
    claim('it waits', $events, []);
    fwrite($stream, frame2(3, 0, 1, pack('N', 8)));
    wait_until(function () use (&$events) { return count($events) === 1; });
    claim('no more than the window was written', $events[0] < 100);
});
?>
--EXPECT--
the other stream is answered: yes
it waits: yes
no more than the window was written: yes
