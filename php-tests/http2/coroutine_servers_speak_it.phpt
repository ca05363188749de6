--TEST--
HTTP/2: Coroutine\Http\Server, with streams at once, and TLS by ALPN
--FILE--
<?php
require __DIR__ . '/http2.inc';

use Swoole\Coroutine\Http\Server;
use function Swoole\Coroutine\run;

run(function () {
    $server = new Server('127.0.0.1', 0);
    $server->handle('/', function ($request, $response) {
        $response->end($request->server['server_protocol'] . ' ' . $request->rawContent());
    });
    $server->handle('/slow', function ($request, $response) {
        Co::sleep(0.05);
        $response->write('slow ');
        $response->end('answer');
    });
    $server->handle('/large', function ($request, $response) {
        $response->end(str_repeat('x', 300000));
    });
    $server->handle('/stop', function ($request, $response) use ($server) {
        $response->end('stop');
        $server->shutdown();
    });
    go(fn () => $server->start());
    $client = connect2($server);
    $slow = $client->send(request2('/slow'));
    $quick = $client->send(request2('/', ['method' => 'POST', 'data' => 'body']));
    claim('the quick one first', [($first = $client->recv())->streamId, $first->data], [$quick, 'HTTP/2 body']);
    claim('then the slow one', [($second = $client->recv())->streamId, $second->data], [$slow, 'slow answer']);
    claim('large', strlen(ask2($client, '/large')->data), 300000);
    claim('HTTP/1.1, too', Swoole\Coroutine\Http\get("http://127.0.0.1:$server->port/")->getBody(), 'HTTP/1.1 ');
    claim('not found', ask2($client, '/none/of/them')->statusCode, 200);
    claim('stop', ask2($client, '/stop')->data, 'stop');
    claim('the end', [$client->recv(), $client->errCode], [false, 0]);
});
?>
--EXPECT--
connect: yes
the quick one first: yes
then the slow one: yes
large: yes
HTTP/1.1, too: yes
not found: yes
stop: yes
the end: yes
