--TEST--
Coroutine\Http\Server without a handler: each request gets a 404, over HTTP/1.1 on a connection that stays, and over HTTP/2
--FILE--
<?php
require __DIR__ . '/http.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Http2;

serve([], function (int $port) {
    $client = new Client('127.0.0.1', $port);
    for ($i = 0; $i < 3; $i++) {
        claim("HTTP/1.1, request $i", [$client->get('/'), $client->statusCode, $client->connected], [true, 404, true]);
    }
    $client->close();
    $client = new Http2\Client('127.0.0.1', $port);
    claim('HTTP/2', $client->connect());
    for ($i = 0; $i < 3; $i++) {
        $client->send(new Swoole\Http2\Request());
        claim("request $i", $client->recv()->statusCode, 404);
    }
    $client->close();
});
?>
--EXPECT--
HTTP/1.1, request 0: yes
HTTP/1.1, request 1: yes
HTTP/1.1, request 2: yes
HTTP/2: yes
request 0: yes
request 1: yes
request 2: yes
