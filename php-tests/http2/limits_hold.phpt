--TEST--
HTTP/2: bodies that are too long, too many streams, heads that are too long, floods
--FILE--
<?php
require __DIR__ . '/http2.inc';

serve2(function ($request, $response) {
    if ($request->server['request_uri'] === '/wait') {
        Co::sleep(0.2);
    }
    $response->end('answer');
}, function ($server) {
    $client = connect2($server);
    claim('a body that is too long', ask2($client, '/', ['method' => 'POST', 'data' => str_repeat('x', 200000)])->statusCode, 413);
    claim('what the server sets', $client->stats('remote_settings')['max_concurrent_streams'], 3);
    $streams = array_map(fn () => $client->send(request2('/wait')), range(1, 4));
    claim('one waits for a place', count(array_filter($streams)) >= 3);
    for ($answers = 0; $answers < count(array_filter($streams)); $answers++) {
        claim("answer $answers", $client->recv()->data, 'answer');
    }
    $get = "\x82\x86\x84\x41\x01h";
    $broken = function (string $frames) use ($server) {
        $stream = client($server);
        fwrite($stream, PREFACE . frame2(4, 0, 0));
        @fwrite($stream, $frames);
        $goaway = read_frame($stream, 7);
        return $goaway ? unpack('N', $goaway[2], 4)[1] : null;
    };
    $flood = '';
    for ($i = 0; $i < 3000; $i++) {
        $flood .= frame2(1, 5, 2 * $i + 1, $get) . frame2(3, 0, 2 * $i + 1, pack('N', 8));
    }
    claim('rapid resets', in_array($broken($flood), [SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM, SWOOLE_HTTP2_ERROR_PROTOCOL_ERROR]));
    $flood = frame2(1, 1, 1, $get) . str_repeat(frame2(9, 0, 1, str_repeat("\x40\x01a\x01b", 2000)), 200);
    claim('continuations without an end', in_array($broken($flood), [SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM, SWOOLE_HTTP2_ERROR_COMPRESSION_ERROR, SWOOLE_HTTP2_ERROR_PROTOCOL_ERROR, SWOOLE_HTTP2_ERROR_FRAME_SIZE_ERROR]));
    claim('the server lives', ask2($client, '/')->data, 'answer');
}, ['package_max_length' => 100000, 'http2_max_concurrent_streams' => 3]);
?>
--EXPECT--
connect: yes
a body that is too long: yes
what the server sets: yes
one waits for a place: yes
answer 0: yes
answer 1: yes
answer 2: yes
rapid resets: yes
continuations without an end: yes
the server lives: yes
