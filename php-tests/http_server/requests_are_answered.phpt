--TEST--
Swoole\Http\Server: requests one after the other on a connection, also when they come together and handlers wait
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Http\Server;

$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1], [
    'Request' => function ($request, $response) {
        if ($request->server['path_info'] === '/slow') {
            Co::sleep(0.002);
        }
        if ($request->server['path_info'] === '/nothing') {
            return;
        }
        $response->header('X-Coroutine', (string) (Co::getCid() > 0));
        $response->end(json_encode([$request->server['request_uri'], $request->get, $request->post, $request->fd > 0, $request->header['host'] ?? null]));
    },
], function ($server) {
    $client = new Client('127.0.0.1', $server->port);
    claim('get', $client->get('/path?a[]=1'));
    claim('answered', json_decode($client->body, true), ['/path', ['a' => ['1']], null, true, "127.0.0.1:$server->port"]);
    claim('in a coroutine', $client->headers['x-coroutine'], '1');
    claim('post', [$client->post('/form', ['k' => 'v']), json_decode($client->body, true)[2]], [true, ['k' => 'v']]);
    claim('an answer for those without one', [$client->get('/nothing'), $client->statusCode], [true, 500]);
    $connection = client($server);
    fwrite($connection, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /quick HTTP/1.1\r\nHost: b\r\n\r\nGET /last HTTP/1.1\r\nConnection: close\r\n\r\n");
    preg_match_all('~"\\\\/(\w+)"~', stream_get_contents($connection), $found);
    claim('in order', $found[1], ['slow', 'quick', 'last']);
    $connection = client($server);
    fwrite($connection, "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
    claim('refused', str_starts_with(stream_get_contents($connection), 'HTTP/1.1 400 '));
    $connection = client($server);
    fwrite($connection, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
    claim('told to go on', fread($connection, 25), "HTTP/1.1 100 Continue\r\n\r\n");
    fwrite($connection, 'hi');
    claim('and answered', str_contains(stream_get_contents($connection), '200 OK'));
});
?>
--EXPECT--
get: yes
answered: yes
in a coroutine: yes
post: yes
an answer for those without one: yes
in order: yes
refused: yes
told to go on: yes
and answered: yes
