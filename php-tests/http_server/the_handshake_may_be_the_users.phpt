--TEST--
onHandshake answers requests for WebSockets itself: 101 makes one, anything else ends the connection
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\WebSocket\Server;

$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1], [
    'Handshake' => function ($request, $response) {
        if (isset($request->get['no'])) {
            $response->status(403);
            return $response->end();
        }
        $accept = base64_encode(sha1($request->header['sec-websocket-key'] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
        foreach (['Upgrade' => 'websocket', 'Connection' => 'Upgrade', 'Sec-WebSocket-Accept' => $accept] as $name => $value) {
            $response->header($name, $value);
        }
        $response->status(101);
        $response->end();
    },
    'Message' => fn ($server, $frame) => $server->push($frame->fd, "got $frame->data"),
    'Disconnect' => function () { echo "never was one\n"; },
], function ($server) {
    $client = new Client('127.0.0.1', $server->port);
    claim('upgraded', [$client->upgrade('/'), $client->push('it'), $client->recv()->data], [true, true, 'got it']);
    $client->close();
    $client = new Client('127.0.0.1', $server->port);
    $client->upgrade('/?no=1');
    claim('refused', $client->statusCode, 403);
});
?>
--EXPECT--
upgraded: yes
never was one
refused: yes
