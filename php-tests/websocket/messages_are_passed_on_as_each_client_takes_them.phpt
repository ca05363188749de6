--TEST--
A message that came compressed is passed on to a client that did not agree on compression as it is, and compressed to one that did, by both kinds of server
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine;
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Http\Client;

const TEXT = 'all work and no play, all work and no play, all work and no play';

function websocket(int $port, bool $compression): Client
{
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 10, 'websocket_compression' => $compression]);
    $client->upgrade('/');
    return $client;
}

function compressed(object|bool|string $frame): array
{
    return [$frame->data ?? $frame, (bool) (($frame->flags ?? 0) & SWOOLE_WEBSOCKET_FLAG_RSV1)];
}

$check = function (string $who, int $port) {
    [$packs, $plain] = [websocket($port, true), websocket($port, false)];
    claim("$who: both are there", [$packs->recv()->data, $plain->recv()->data], ['hello', 'hello']);
    $packs->push(TEXT);
    claim('as it is', compressed($plain->recv()), [TEXT, false]);
    claim('compressed', compressed($packs->recv()), [TEXT, true]);
    $plain->push(TEXT, SWOOLE_WEBSOCKET_OPCODE_TEXT, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS);
    claim('a client sends what it may', [compressed($plain->recv()), compressed($packs->recv())], [[TEXT, false], [TEXT, true]]);
    $packs->close();
    $plain->close();
};
$server = new Swoole\WebSocket\Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'websocket_compression' => true], [
    'Open' => fn ($server, $request) => $server->push($request->fd, 'hello'),
    'Message' => function ($server, $frame) {
        foreach ($server->connections as $fd) {
            $server->isEstablished($fd) && $server->push($fd, $frame);
        }
    },
], function ($server) use ($check) {
    $check('a server', $server->port);
    $other = new Coroutine\Http\Server('127.0.0.1');
    $other->set(['websocket_compression' => true]);
    $all = new ArrayObject();
    $other->handle('/', function ($request, $socket) use ($all) {
        $socket->upgrade();
        $all[spl_object_id($socket)] = $socket;
        $socket->push('hello');
        while ($frame = $socket->recv()) {
            foreach ($all as $one) {
                $one->push($frame);
            }
        }
        unset($all[spl_object_id($socket)]);
    });
    go(fn () => $other->start());
    $check('one of coroutines', $other->port);
    $other->shutdown();
});
?>
--EXPECT--
a server: both are there: yes
as it is: yes
compressed: yes
a client sends what it may: yes
one of coroutines: both are there: yes
as it is: yes
compressed: yes
a client sends what it may: yes
