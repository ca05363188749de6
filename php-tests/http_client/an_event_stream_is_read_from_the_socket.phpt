--TEST--
Http\Client: the head of an event stream without an end is an answer; what follows is read from $socket for as long as it comes
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Socket;

Co\run(function () {
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $taken = new Channel(1);
    go(function () use ($server, $taken) {
        $peer = $server->accept(10);
        $peer->recv();
        $peer->sendAll("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n");
        // Only when the head was an answer.
        $taken->pop(10);
        for ($i = 0; $i < 3; $i++) {
            $peer->sendAll("data: $i\n\n");
        }
        $peer->close();
        $server->close();
    });
    $client = new Client('127.0.0.1', $server->getsockname()['port']);
    $client->set(['timeout' => 10]);
    claim('the head is an answer', [$client->get('/'), $client->statusCode, $client->body], [true, 200, '']);
    claim('the connection stays', [$client->connected, $client->socket::class], [true, Socket::class]);
    $taken->push(true);
    for ($i = 0; $i < 3; $i++) {
        claim("event $i", $client->socket->recvLine() . $client->socket->recvLine(), "data: $i\n\n");
    }
    claim('the end', $client->socket->recv(), '');
    $client->close();
});
?>
--EXPECT--
the head is an answer: yes
the connection stays: yes
event 0: yes
event 1: yes
event 2: yes
the end: yes
