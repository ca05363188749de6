--TEST--
Coroutine\Client sends and receives datagrams without a connection
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Client;
use Swoole\Coroutine\Socket;

Co\run(function () {
    $server = new Socket(AF_INET, SOCK_DGRAM, 0);
    $server->bind('127.0.0.1');
    $port = $server->getsockname()['port'];
    go(function () use ($server) {
        $data = $server->recvfrom($peer);
        $server->sendto($peer['address'], $peer['port'], strrev($data));
    });
    $client = new Client(SWOOLE_SOCK_UDP);
    claim('sent', $client->sendto('localhost', $port, 'hello'));
    claim('received', $client->recvfrom(100, $address, $from), 'olleh');
    claim('from', [$address, $from], ['127.0.0.1', $port]);
    claim('a file', [$client->sendfile(__FILE__), $client->errMsg], [false, 'dgram socket cannot use sendfile']);
});
?>
--EXPECT--
sent: yes
received: yes
from: yes
a file: yes
