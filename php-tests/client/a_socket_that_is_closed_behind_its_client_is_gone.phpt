--TEST--
A client whose exported socket was closed is not connected any more, and can connect again
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Client;
use Swoole\Coroutine\Socket;

Co::set(['socket_timeout' => 0.01]);
Co\run(function () {
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $port = $server->getsockname()['port'];
    $client = new Client(SWOOLE_SOCK_TCP);
    $client->connect('127.0.0.1', $port);
    claim('the timeout that was chosen for all', [$client->recv(), $client->errCode], [false, SOCKET_ETIMEDOUT]);
    claim('is told', $server->getOption(SOL_SOCKET, SO_RCVTIMEO), ['sec' => 0, 'usec' => 10000]);
    claim('closed', $client->socket->close());
    claim('gone', [$client->close(), $client->errCode], [false, SWOOLE_ERROR_CLIENT_NO_CONNECTION]);
    claim('known', [$client->connected, $client->socket], [false, null]);
    claim('again', $client->connect('127.0.0.1', $port));
});
?>
--EXPECT--
the timeout that was chosen for all: yes
is told: yes
closed: yes
gone: yes
known: yes
again: yes
