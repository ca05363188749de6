--TEST--
a server and a client talk, by name, until the stream ends
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Socket;

Co\run(function () {
    $server = new Socket(AF_INET, SOCK_STREAM, IPPROTO_IP);
    claim('bound', $server->bind('127.0.0.1') && $server->listen());
    $port = $server->getsockname()['port'];
    go(function () use ($server) {
        $peer = $server->accept();
        claim('heard', $peer->recv(), 'hello');
        claim('answered', $peer->sendAll("a line\nand the rest"), 19);
        claim('ended', $peer->close());
        claim('closed', $peer->isClosed() && !$peer->recv() && $peer->errCode === SOCKET_EBADF);
    });
    $client = new Socket(AF_INET, SOCK_STREAM, IPPROTO_IP);
    claim('connected', $client->connect('localhost', $port));
    claim('the address', $client->getpeername(), ['address' => '127.0.0.1', 'port' => $port]);
    claim('sent', $client->send('hello'), 5);
    claim('a line', $client->recvLine(), "a line\n");
    claim('three bytes', $client->recvWithBuffer(3), 'and');
    claim('what is left', $client->recvWithBuffer(), ' the rest');
    claim('the end', $client->recv(), '');
    claim('no error', [$client->errCode, $client->errMsg], [0, '']);
});
?>
--EXPECT--
bound: yes
connected: yes
the address: yes
sent: yes
heard: yes
answered: yes
ended: yes
closed: yes
a line: yes
three bytes: yes
what is left: yes
the end: yes
no error: yes
