--TEST--
HTTP/2: a worker that is reloaded announces that, answers what it has, and closes
--FILE--
<?php
require __DIR__ . '/http2.inc';

serve2(function ($request, $response) use (&$server) {
    if ($request->server['request_uri'] === '/reload') {
        posix_kill(posix_getpid(), SIGTERM);
        Co::sleep(0.1);
    }
    $response->end((string) posix_getpid());
}, function ($server) {
    $client = connect2($server);
    $stream = client($server);
    $get = fn (string $path) => "\x82\x86\x04" . chr(strlen($path)) . $path . "\x41\x01h";
    fwrite($stream, PREFACE . frame2(4, 0, 0) . frame2(1, 5, 1, $get('/reload')));
    [, $last, $payload] = read_frame($stream, 7);
    claim('announced', unpack('N2', $payload), [1 => 0x7fffffff, 2 => SWOOLE_HTTP2_ERROR_NO_ERROR]);
    [, , $ping] = read_frame($stream, 6);
    fwrite($stream, frame2(6, 1, 0, $ping));
    claim('the answer comes', (bool) preg_match('/^\d+$/', read_frame($stream, 0)[2]));
    claim('and the end', read_frame($stream, 0), null);
});
?>
--EXPECT--
connect: yes
announced: yes
the answer comes: yes
and the end: yes
