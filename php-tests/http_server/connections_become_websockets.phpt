--TEST--
Swoole\WebSocket\Server: open, messages both ways, who is one and who is not, pings, the end
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\WebSocket\CloseFrame;
use Swoole\WebSocket\Frame;
use Swoole\WebSocket\Server;

$events = [];
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'websocket_subprotocol' => 'chat', 'websocket_compression' => true], [
    'Open' => function (Server $server, $request) use (&$events) {
        $events[] = 'open ' . $request->get['name'];
        $server->push($request->fd, 'welcome');
    },
    'Message' => function (Server $server, Frame $frame) use (&$events) {
        $events[] = "message $frame->data";
        if ($frame->data === 'end') {
            claim('established', $server->isEstablished($frame->fd));
            claim('disconnect', $server->disconnect($frame->fd, 4001, 'enough'));
            claim('no more', @$server->push($frame->fd, 'x'), false);
            return;
        }
        $server->push($frame->fd, strrev($frame->data), $frame->opcode);
    },
    'Request' => function ($request, $response) { $response->end('plain HTTP'); },
    'Close' => function ($server, $fd, $reactor) use (&$events) { $events[] = $reactor < 0 ? 'closed by the server' : 'closed by the client'; },
], function ($server) use (&$events) {
    $client = new Client('127.0.0.1', $server->port);
    $client->set(['websocket_compression' => true, 'open_websocket_pong_frame' => true, 'open_websocket_close_frame' => true]);
    claim('upgrade', [$client->upgrade('/?name=one'), $client->statusCode, $client->headers['sec-websocket-protocol']], [true, 101, 'chat']);
    claim('pushed at once', $client->recv()->data, 'welcome');
    $client->push('hello');
    claim('answered', $client->recv()->data, 'olleh');
    $client->push("\1\2", SWOOLE_WEBSOCKET_OPCODE_BINARY);
    $frame = $client->recv();
    claim('binary', [$frame->data, $frame->opcode], ["\2\1", SWOOLE_WEBSOCKET_OPCODE_BINARY]);
    $long = str_repeat('long ', 20000);
    $client->push($long);
    claim('long', $client->recv()->data, strrev($long));
    $client->ping('?');
    $pong = $client->recv();
    claim('pong', [$pong->opcode, $pong->data], [SWOOLE_WEBSOCKET_OPCODE_PONG, '?']);
    $client->push('end');
    $close = $client->recv();
    claim('closed', [get_class($close), $close->code, $close->reason], [CloseFrame::class, 4001, 'enough']);
    $plain = new Client('127.0.0.1', $server->port);
    claim('HTTP, too', [$plain->get('/'), $plain->body], [true, 'plain HTTP']);
    claim('no WebSocket', [$server->isEstablished(1 << 20), @$server->push(1 << 20, 'x')], [false, false]);
    wait_until(function () use (&$events) { return in_array('closed by the server', $events); });
    claim('nobody else', in_array('closed by the client', $events), false);
    $client->upgrade('/?name=two');
    claim('good-bye', $client->disconnect(1000, 'done'));
    wait_until(function () use (&$events) { return in_array('closed by the client', $events); });
    $client->upgrade('/?name=three');
    $events = ['open one', 'message hello'];
    $client->push('the rest of nothing', SWOOLE_WEBSOCKET_OPCODE_CONTINUATION);
    wait_until(function () use (&$events) { return count($events) > 2; });
    claim('broken rules are', end($events), 'closed by the client');
    claim('events', array_slice($events, 0, 2), ['open one', 'message hello']);
    $bad = client($server);
    fwrite($bad, "GET /?name=bad HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: short\r\n\r\n");
    claim('a bad key', str_starts_with(stream_get_contents($bad), 'HTTP/1.1 400 '));
});
?>
--EXPECT--
upgrade: yes
pushed at once: yes
answered: yes
binary: yes
long: yes
pong: yes
established: yes
disconnect: yes
no more: yes
closed: yes
HTTP, too: yes
no WebSocket: yes
nobody else: yes
good-bye: yes
broken rules are: yes
events: yes
a bad key: yes
