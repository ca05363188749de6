--TEST--
HTTP/2: goaway() and ping() of responses and clients, what a client is told, the end of the connection
--FILE--
<?php
require __DIR__ . '/http2.inc';

serve2(function ($request, $response) {
    switch ($request->server['request_uri']) {
        case '/goaway':
            claim('goaway', $response->goaway(SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM, 'calm'));
            break;
        case '/ping':
            claim('ping', $response->ping('12345678'));
            break;
    }
    $response->end('answer');
}, function ($server) {
    $client = connect2($server);
    claim('client', [$client->ping(), ask2($client, '/ping')->data], [true, 'answer']);
    claim('goaway', [ask2($client, '/goaway'), $client->errCode, $client->errMsg, $client->serverLastStreamId], [false, SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM, 'calm', 3]);
    claim('closed', [$client->connected, $client->recv(), $client->errCode], [false, false, SWOOLE_ERROR_CLIENT_NO_CONNECTION]);
    claim('again', [$client->connect(), ask2($client, '/')->data], [true, 'answer']);
    $client->send(request2('/'));
    claim('the client goes', $client->goaway());
    claim('with its answer', $client->recv()->data, 'answer');
    claim('and nothing else', [$client->recv(-1), $client->connected, $client->errCode], [false, false, 0]);

    // A server that would wait for more.
    $patient = stream_socket_server('tcp://127.0.0.1:0');
    go(function () use ($patient) {
        $peer = stream_socket_accept($patient, 5);
        fwrite($peer, frame2(4, 0, 0));
        claim('what it heard', str_contains(stream_get_contents($peer), 'bye'));
    });
    $client = new Swoole\Coroutine\Http2\Client('127.0.0.1', (int) explode(':', stream_socket_get_name($patient, false))[1]);
    claim('goes from another one', [$client->connect(), $client->goaway(0, 'bye'), $client->recv(-1), $client->connected], [true, true, false, false]);
    $raw = client($server);
    $get = fn (string $path) => "\x82\x86\x04" . chr(strlen($path)) . $path . "\x41\x01h";
    fwrite($raw, PREFACE . frame2(4, 0, 0) . frame2(1, 5, 1, $get('/goaway')));
    claim('the frame', read_frame($raw, 7)[2], pack('NN', 1, SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM) . 'calm');
    claim('the answer', read_frame($raw, 0)[2], 'answer');
    claim('the end', read_frame($raw, 0), null);
});
?>
--EXPECT--
connect: yes
ping: yes
client: yes
goaway: yes
goaway: yes
closed: yes
again: yes
the client goes: yes
with its answer: yes
and nothing else: yes
goes from another one: yes
what it heard: yes
goaway: yes
the frame: yes
the answer: yes
the end: yes
