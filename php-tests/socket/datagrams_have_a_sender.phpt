--TEST--
datagrams over UDP and Unix sockets tell who sent them
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Socket;

Co\run(function () {
    $a = new Socket(AF_INET, SOCK_DGRAM, 0);
    $b = new Socket(AF_INET, SOCK_DGRAM, 0);
    $a->bind('127.0.0.1');
    $b->bind('127.0.0.1');
    $port = $b->getsockname()['port'];
    go(fn () => claim('sent', $a->sendto('localhost', $port, 'hello'), 5));
    claim('received', $b->recvfrom($peer), 'hello');
    claim('from', $peer, ['address' => '127.0.0.1', 'port' => $a->getsockname()['port']]);
    claim('nobody', [$b->recvfrom($none, 0.001), $b->errCode], [false, SOCKET_ETIMEDOUT]);

    $path = tempnam(sys_get_temp_dir(), 'sock');
    unlink($path);
    $c = new Socket(AF_UNIX, SOCK_DGRAM, 0);
    $c->bind($path);
    $d = new Socket(AF_UNIX, SOCK_DGRAM, 0);
    claim('to a path', $d->sendto($path, 0, 'hi'), 2);
    claim('there', $c->recvfrom($peer), 'hi');
    claim('from nowhere', $peer, ['address' => '', 'port' => 0]);
    claim('a stream', [$b->isClosed(), (new Socket(AF_INET, SOCK_STREAM, 0))->sendto('127.0.0.1', 1, 'x')], [false, false]);
    unlink($path);
});
?>
--EXPECT--
sent: yes
received: yes
from: yes
nobody: yes
to a path: yes
there: yes
from nowhere: yes
a stream: yes
