--TEST--
A WebSocket between the client and a handler that upgraded: messages, kinds, fragments, compression, the end
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\WebSocket\CloseFrame;
use Swoole\WebSocket\Frame;

foreach ([false, true] as $compression) {
    serve(function ($request, $response) use ($compression) {
        claim('upgraded', $response->upgrade());
        $first = $response->recv();
        claim('a frame', [get_class($first), $first->data, $first->opcode, $first->finish], [Frame::class, str_repeat('hello ', 100), SWOOLE_WEBSOCKET_OPCODE_TEXT, true]);
        claim('compressed', (bool) ($first->flags & SWOOLE_WEBSOCKET_FLAG_RSV1), $compression);
        $response->push("answer to $first->data");
        $binary = $response->recv();
        claim('binary', [$binary->data, $binary->opcode], ["\0\xff", SWOOLE_WEBSOCKET_OPCODE_BINARY]);
        $response->push($binary);
        claim('the fragments are one', $response->recv()->data, 'one two');
        claim('big', strlen($response->recv()->data), 300000);
        claim('silence', [$response->recv(0.001), swoole_last_error()], [false, SOCKET_ETIMEDOUT]);
        $response->push('go on');
        claim('the end', $response->recv(), '');
    }, function (int $port) use ($compression) {
        $client = new Client('127.0.0.1', $port);
        $client->set(['websocket_compression' => $compression]);
        claim('upgrade', [$client->upgrade('/'), $client->statusCode], [true, 101]);
        claim('agreed', isset($client->headers['sec-websocket-extensions']), $compression);
        claim('push', $client->push(str_repeat('hello ', 100)));
        claim('recv', $client->recv()->data, 'answer to ' . str_repeat('hello ', 100));
        $client->push("\0\xff", SWOOLE_WEBSOCKET_OPCODE_BINARY);
        $echo = $client->recv();
        claim('binary comes back', [$echo->data, $echo->opcode], ["\0\xff", SWOOLE_WEBSOCKET_OPCODE_BINARY]);
        claim('ping is answered without anybody noticing', $client->ping('?'));
        $client->push('one ', SWOOLE_WEBSOCKET_OPCODE_TEXT, 0);
        $client->push('two', SWOOLE_WEBSOCKET_OPCODE_CONTINUATION, SWOOLE_WEBSOCKET_FLAG_FIN);
        $client->push(str_repeat('x', 300000), SWOOLE_WEBSOCKET_OPCODE_BINARY);
        claim('goes on', $client->recv()->data, 'go on');
        claim('disconnect', $client->disconnect(1000, 'done'));
        claim('closed', [$client->connected, @$client->push('x')], [false, false]);
    }, ['websocket_compression' => $compression]);
}
?>
--EXPECT--
upgraded: yes
upgrade: yes
agreed: yes
push: yes
a frame: yes
compressed: yes
recv: yes
binary: yes
binary comes back: yes
ping is answered without anybody noticing: yes
the fragments are one: yes
big: yes
silence: yes
goes on: yes
disconnect: yes
closed: yes
the end: yes
upgraded: yes
upgrade: yes
agreed: yes
push: yes
a frame: yes
compressed: yes
recv: yes
binary: yes
binary comes back: yes
ping is answered without anybody noticing: yes
the fragments are one: yes
big: yes
silence: yes
goes on: yes
disconnect: yes
closed: yes
the end: yes
