--TEST--
Async\Client calls back when it is connected, when something came, at the end, and when it cannot connect
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Async\Client;
use Swoole\Coroutine\Socket;

$server = new Socket(AF_INET, SOCK_STREAM, 0);
$server->bind('127.0.0.1');
$server->listen();
$port = $server->getsockname()['port'];
go(function () use ($server) {
    $peer = $server->accept();
    claim('the server heard', $peer->recvAll(5), 'hello');
    $peer->sendAll("one\ntwo\n");
    claim('and all of it', strlen($peer->recvAll(4 << 20)), 4 << 20);
    $peer->close();
    $server->close();
});

$client = new Client(SWOOLE_SOCK_TCP);
$client->set(['open_eof_check' => true, 'package_eof' => "\n"]);
$received = [];
$client->on('connect', function (Client $client) {
    claim('connected', [$client->isConnected(), $client->send('hello')], [true, 5]);
});
$client->on('receive', function (Client $client, string $data) use (&$received) {
    $received[] = $data;
    if (count($received) === 2) {
        claim('received', $received, ["one\n", "two\n"]);
        claim('sent', $client->send(str_repeat('x', 4 << 20)), 4 << 20);
    }
});
$client->on('error', fn () => claim('no error', false));
$client->on('close', function (Client $client) use ($port) {
    claim('closed', $client->isConnected(), false);
    $again = new Client(SWOOLE_SOCK_TCP);
    $again->on('connect', fn () => claim('not connected', false));
    $again->on('receive', fn () => claim('nothing', false));
    $again->on('close', fn () => claim('not closed', false));
    $again->on('error', fn (Client $again) => claim('refused', $again->errCode, SOCKET_ECONNREFUSED));
    $again->connect('127.0.0.1', $port);
});
claim('begun', $client->connect('127.0.0.1', $port, 1));
Swoole\Event::wait();
?>
--EXPECT--
begun: yes
connected: yes
the server heard: yes
received: yes
sent: yes
and all of it: yes
closed: yes
refused: yes
