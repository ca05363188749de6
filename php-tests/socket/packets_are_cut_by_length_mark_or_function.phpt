--TEST--
recvPacket() cuts by a length, a mark or a function, and refuses what is too long
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    $b->setProtocol(['open_length_check' => true, 'package_length_type' => 'n', 'package_length_offset' => 1, 'package_body_offset' => 3]);
    $a->send('x' . pack('n', 5) . 'hello' . 'y' . pack('n', 0) . 'z' . pack('n', 3) . 'n');
    claim('a packet', $b->recvPacket(), "x\0\5hello");
    claim('without a body', $b->recvPacket(), "y\0\0");
    claim('cut off', $b->recvPacket(0.01), '');
    claim('by the timeout', $b->errCode, SOCKET_ETIMEDOUT);
    $a->send('ew');
    claim('what had come is kept', $b->recvPacket(), "z\0\3new");

    $b->setProtocol(['open_length_check' => false, 'open_eof_check' => true, 'package_eof' => '--', 'package_max_length' => 16]);
    $a->send('one--two--three');
    claim('by a mark', [$b->recvPacket(), $b->recvPacket()], ['one--', 'two--']);
    $a->send(str_repeat('x', 20));
    claim('too long', [$b->recvPacket(), $b->errCode], [false, SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE]);

    [$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    $b->setProtocol([
        'open_length_check' => true,
        'package_length_func' => fn (string $head) => ($end = strpos($head, ':')) ? $end + 1 + (int) $head : 0,
    ]);
    go(function () use ($a) {
        foreach (str_split('5:hello3:you') as $byte) {
            $a->send($byte);
            Co::sleep(0.001);
        }
        $a->close();
    });
    claim('by a function', [$b->recvPacket(), $b->recvPacket(), $b->recvPacket()], ['5:hello', '3:you', '']);
});
?>
--EXPECT--
a packet: yes
without a body: yes
cut off: yes
by the timeout: yes
what had come is kept: yes
by a mark: yes
too long: yes
by a function: yes
