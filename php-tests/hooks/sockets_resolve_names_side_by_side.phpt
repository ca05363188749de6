--TEST--
ext/sockets resolves names while others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

$server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
socket_bind($server, '127.0.0.1');
socket_listen($server, 50);
socket_getsockname($server, $address, $port);
Co\run(function () use ($port) {
    $order = [];
    $results = all(array_fill(0, 20, function () use ($port, &$order) {
        $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
        $order[] = 'asks';
        $connected = socket_connect($socket, 'localhost', $port);
        $order[] = 'knows';
        socket_getpeername($socket, $address);
        return [$connected, $address];
    }));
    claim('all connected', array_unique($results, SORT_REGULAR), [[true, '127.0.0.1']]);
    claim('all asked before the first one knew', array_slice($order, 0, 20), array_fill(0, 20, 'asks'));
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    claim('an unknown name', @socket_connect($socket, 'no.invalid', $port), false);
});
?>
--EXPECT--
all connected: yes
all asked before the first one knew: yes
an unknown name: yes
