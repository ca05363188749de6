--TEST--
Coroutine\Server runs each connection in a coroutine of its own, with the framing that was set
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Server;
use Swoole\Coroutine\Server\Connection;
use Swoole\Coroutine\Socket;

Co\run(function () {
    $framing = ['open_length_check' => true, 'package_length_type' => 'n', 'package_length_offset' => 0, 'package_body_offset' => 2];
    $server = new Server('127.0.0.1');
    $server->set($framing);
    claim('nothing to do', [(new Server('127.0.0.1'))->start(), $server->port > 0, $server->type], [false, true, AF_INET]);
    $all = 0;
    $server->handle(function (Connection $connection) use (&$all) {
        $all++;
        // Answers only when everybody is here.
        wait_until(function () use (&$all) {
            return $all === 20;
        });
        while ($packet = $connection->recv(5)) {
            $text = strrev(substr($packet, 2));
            $connection->send(pack('n', strlen($text)) . $text);
        }
        $connection->close();
    });
    go(function () use ($server, &$ended) {
        $ended = $server->start();
    });
    $answers = all(array_map(fn ($i) => function () use ($server, $framing, $i) {
        $socket = new Socket(AF_INET, SOCK_STREAM, 0);
        $socket->setProtocol($framing);
        $socket->connect('127.0.0.1', $server->port, 5);
        $socket->sendAll(pack('n', 4) . "a$i" . ($i < 10 ? 'bc' : 'b'));
        return substr($socket->recvPacket(5), 2);
    }, range(0, 19)));
    claim('each its own', $answers, array_map(fn ($i) => strrev("a$i" . ($i < 10 ? 'bc' : 'b')), range(0, 19)));
    claim('shutdown', $server->shutdown());
    wait_until(function () use (&$ended) {
        return $ended !== null;
    });
    claim('start() has ended', $ended);
});
?>
--EXPECT--
nothing to do: yes
each its own: yes
shutdown: yes
start() has ended: yes
