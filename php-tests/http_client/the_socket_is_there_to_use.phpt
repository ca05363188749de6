--TEST--
$socket is the client's connection; closing either in another coroutine ends the wait with ECANCELED; bind_address chooses this side
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Socket;

Co\run(function () {
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $port = $server->getsockname()['port'];

    foreach (['client', 'socket'] as $what) {
        $client = new Client('127.0.0.1', $port);
        claim('none yet', $client->socket, null);
        $got = new Swoole\Coroutine\Channel(1);
        go(fn () => $got->push([$client->get('/'), $client->statusCode, $client->errCode]));
        $accepted = $server->accept(5);
        wait_until(fn () => $client->socket);
        claim('there', [$client->socket instanceof Socket, $client->socket->getpeername()['port']], [true, $port]);
        $what === 'client' ? $client->close() : $client->socket->close();
        claim("closed by the $what", $got->pop(5), [false, SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET, SOCKET_ECANCELED]);
        claim('gone', [$client->socket, $client->connected], [null, false]);
        $accepted->close();
    }

    $client = new Client('127.0.0.1', $port);
    $client->set(['bind_address' => '127.0.0.2', 'timeout' => 5]);
    go(fn () => $client->get('/'));
    $accepted = $server->accept(5);
    claim('bound', $accepted->getpeername()['address'], '127.0.0.2');
    $client->close();
});
?>
--EXPECT--
none yet: yes
there: yes
closed by the client: yes
gone: yes
none yet: yes
there: yes
closed by the socket: yes
gone: yes
bound: yes
