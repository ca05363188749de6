--TEST--
A packet that is longer than package_max_length ends its connection, and no other
--FILE--
<?php
require __DIR__ . '/server.inc';

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 4, 'package_max_length' => 1000], [
    'Receive' => fn($server, $fd, $reactor, $data) => $server->send($fd, $data),
], function ($server) {
    $good = client($server);
    $bad = client($server);
    fwrite($bad, pack('N', 1000));
    claim('the connection is closed', read_all($bad, 1), '');
    $bad = new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP);
    $bad->connect('127.0.0.1', $server->port);
    $bad->send(pack('N', 1000));
    claim('which is no ordinary end', [$bad->recv(5), $bad->errCode], [false, SOCKET_ECONNRESET]);
    $packet = pack('N', 996) . str_repeat('x', 996);
    fwrite($good, $packet);
    claim('the longest packet is answered', read_all($good, 1000), $packet);
});
?>
--EXPECT--
the connection is closed: yes
which is no ordinary end: yes
the longest packet is answered: yes
