--TEST--
HTTP/2: from a client that sends and does not read nothing more is taken than there is room for
--FILE--
<?php
require __DIR__ . '/http2.inc';

serve2(function ($request, $response) {
    $response->end(str_repeat('x', 100000));
}, function ($server) {
    $stream = client($server);
    $get = "\x82\x86\x84\x41\x01h";
    // Windows without an end, so that only the socket is in the way.
    fwrite($stream, PREFACE . frame2(4, 0, 0, pack('nN', 4, 0x7fffffff)) . frame2(8, 0, 0, pack('N', 0x7fff0000)));
    for ($i = 0; $i < 300; $i++) {
        fwrite($stream, frame2(1, 5, 2 * $i + 1, $get));
    }
    $pings = str_repeat(frame2(6, 0, 0, '12345678'), 4000);
    stream_set_blocking($stream, false);
    for ($sent = $stalls = 0; $stalls < 20 && $sent < 1 << 26; $sent += $now) {
        $now = (int) @fwrite($stream, $pings);
        $stalls = $now ? 0 : $stalls + 1;
        Co::sleep(0.001);
    }
    claim('it stops taking', $sent < 1 << 26);
    $status = file_get_contents('/proc/self/status');
    preg_match('/VmRSS:\s+(\d+)/', $status, $found);
    claim('memory', $found[1] < 200 << 10);
    fclose($stream);
    $client = connect2($server);
    claim('others are served', strlen(ask2($client, '/')->data), 100000);
});
?>
--EXPECT--
it stops taking: yes
memory: yes
connect: yes
others are served: yes
