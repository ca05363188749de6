--TEST--
shutdown() ends start() and idle connections; a request that is being answered is answered
--FILE--
<?php
require __DIR__ . '/http.inc';

use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Http\Server;

Co\run(function () {
    $server = new Server('127.0.0.1', 0);
    claim('a port', $server->port > 0 && $server->fd > 0 && $server->host === '127.0.0.1');
    $go = new Channel(1);
    $server->handle('/', function ($request, $response) use ($go) {
        $response->end($request->server['request_uri'] === '/wait' ? $go->pop() : 'now');
    });
    $ended = false;
    go(function () use ($server, &$ended) { $ended = $server->start(); });
    $idle = connect($server->port);
    fwrite($idle, "GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    claim('idle now', response($idle)[1], 'now');
    $busy = connect($server->port);
    fwrite($busy, "GET /wait HTTP/1.1\r\nHost: test\r\n\r\n");
    wait_until(fn () => $go->stats()['consumer_num'] === 1);
    $server->shutdown();
    claim('the idle one ends', fread($idle, 1), '');
    wait_until(function () use (&$ended) { return $ended; });
    claim('start() ends', $ended);
    $go->push('answered');
    claim('the busy one is answered', response($busy)[1], 'answered');
    try {
        new Server('127.0.0.1', $server->port);
    } catch (Swoole\Exception $why) {
        claim('the port is taken while the object lives', $why->getCode(), 98);
    }
    $port = $server->port;
    unset($server);
    gc_collect_cycles();
});
?>
--EXPECT--
a port: yes
idle now: yes
the idle one ends: yes
start() ends: yes
the busy one is answered: yes
the port is taken while the object lives: yes
