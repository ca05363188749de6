--TEST--
Coroutine\Client connects, sends, receives by packets and without, and tells why it cannot
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Client;
use Swoole\Coroutine\Socket;

Co\run(function () {
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $port = $server->getsockname()['port'];
    go(function () use ($server) {
        while ($peer = $server->accept()) {
            go(function () use ($peer) {
                while ($data = $peer->recv()) {
                    $peer->sendAll($data);
                }
                $peer->close();
            });
        }
    });
    $client = new Client(SWOOLE_SOCK_TCP);
    claim('not yet', [$client->isConnected(), $client->recv(), $client->errCode], [false, false, SWOOLE_ERROR_CLIENT_NO_CONNECTION]);
    claim('connected', $client->connect('localhost', $port, 1));
    claim('is', [$client->isConnected(), $client->connected, $client->getpeername()['port']], [true, true, $port]);
    claim('again', [$client->connect('localhost', $port), $client->errCode], [false, SOCKET_EISCONN]);
    claim('sent', $client->send("one\r\ntwo\r\n"), 10);
    claim('peeked', [Co::sleep(0.01), $client->peek(3)], [true, 'one']);
    claim('received', $client->recv(), "one\r\ntwo\r\n");
    claim('in time', [$client->recv(0.01), $client->errCode, $client->errMsg], [false, SOCKET_ETIMEDOUT, 'Connection timed out']);
    $client->set(['open_eof_check' => true, 'package_eof' => "\r\n"]);
    $client->send("one\r\ntwo\r\n");
    claim('packets', [$client->recv(), $client->recv()], ["one\r\n", "two\r\n"]);
    claim('its socket', $client->exportSocket() === $client->socket);
    claim('closed', $client->close());
    claim('gone', [$client->connected, $client->socket, $client->close()], [false, null, false]);
    claim('once more', $client->connect('127.0.0.1', $port));
    $client->close();
    $server->close();
    claim('refused', [$client->connect('127.0.0.1', $port), $client->errCode], [false, SOCKET_ECONNREFUSED]);
    try {
        new Client(99);
    } catch (TypeError $error) {
        echo $error->getMessage(), "\n";
    }
});
?>
--EXPECT--
not yet: yes
connected: yes
is: yes
again: yes
sent: yes
peeked: yes
received: yes
in time: yes
packets: yes
its socket: yes
closed: yes
gone: yes
once more: yes
refused: yes
Swoole\Coroutine\Client::__construct() expects parameter 1 to be client type, unknown type 99 given
