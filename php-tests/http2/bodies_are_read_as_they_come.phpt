--TEST--
http_stream_body over HTTP/2: handlers of both servers read bodies as they come; one that does not read holds nobody up
--FILE--
<?php
require __DIR__ . '/http2.inc';

use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Http2\Client;

function answer($request, $response): void
{
    global $go, $seen;
    switch ($request->server['request_uri']) {
        case '/echo':
            while (is_string($piece = $request->read()) && $piece !== '') {
                $seen->push($piece);
            }
            $response->end(var_export([$piece, $request->isCompleted()], true));
            break;
        case '/parked':
            $go->pop();
            $response->end((string) strlen($request->getContent()));
            break;
        case '/late':
            $response->end(json_encode([$request->read(1, 0.01), swoole_last_error() === SOCKET_ETIMEDOUT]));
            break;
        case '/sum':
            $sum = hash_init('md5');
            while ('' !== $piece = $request->read(1000)) {
                hash_update($sum, $piece);
            }
            $response->end(hash_final($sum));
            break;
        default:
            $response->end('unread');
    }
}

function check(int $port): void
{
    global $go, $seen;
    [$go, $seen] = [new Channel(100), new Channel(100)];
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 20]);
    claim('connect', $client->connect());
    $open = fn (string $path) => $client->send(request2($path, ['method' => 'POST', 'pipeline' => true]));
    $stream = $open('/echo');
    $client->write($stream, 'abc');
    claim('read before the rest comes', $seen->pop(), 'abc');
    $client->write($stream, 'def', true);
    claim('the rest', $seen->pop(), 'def');
    claim('the end', $client->recv()->data, var_export(['', true], true));
    // Each of them may send its window, all together more than the connection's.
    $parked = array_map(fn () => $open('/parked'), range(1, 20));
    foreach ($parked as $stream) {
        $client->write($stream, str_repeat('x', 65535));
    }
    $data = random_bytes(1 << 20);
    claim('others are served meanwhile', ask2($client, '/sum', ['method' => 'POST', 'data' => $data])->data, md5($data));
    foreach ($parked as $stream) {
        $go->push(true);
        $client->write($stream, 'y', true);
    }
    $lengths = array_map(fn () => $client->recv()->data, $parked);
    claim('and those in the end', array_unique($lengths), ['65536']);
    $open('/late');
    claim('a wait may end', json_decode($client->recv()->data), [false, true]);
    $open('/unread');
    claim('an answer without a look', $client->recv()->data, 'unread');
    claim('the connection stays', ask2($client, '/unread')->data, 'unread');
    $client->close();
}

$settings = ['http_stream_body' => true, 'package_max_length' => 100000];
serve2('answer', fn ($server) => check($server->port), $settings);
Co\run(function () use ($settings) {
    $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
    $server->set($settings + ['open_http2_protocol' => true]);
    $server->handle('/', 'answer');
    go(fn () => $server->start());
    check($server->port);
    $server->shutdown();
});
?>
--EXPECT--
connect: yes
read before the rest comes: yes
the rest: yes
the end: yes
others are served meanwhile: yes
and those in the end: yes
a wait may end: yes
an answer without a look: yes
the connection stays: yes
connect: yes
read before the rest comes: yes
the rest: yes
the end: yes
others are served meanwhile: yes
and those in the end: yes
a wait may end: yes
an answer without a look: yes
the connection stays: yes
