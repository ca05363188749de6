--TEST--
Outside of coroutines, and without SWOOLE_HOOK_SOCKETS, sockets are those of ext-sockets; they work inside, too
--FILE--
<?php
require __DIR__ . '/../include.inc';

$server = socket_create_listen(0);
claim('outside', get_class($server), 'Socket');
$inside = null;
Co\run(function () use ($server, &$inside) {
    socket_getsockname($server, $address, $port);
    $order = [];
    go(function () use ($server, &$order) {
        $peer = socket_accept($server);
        claim('accepted by one from outside', get_class($peer), 'Socket');
        $order[] = 'accepted';
        claim('read', socket_read($peer, 10), 'x');
        $order[] = 'read';
    });
    $order[] = 'waiting';
    $client = stream_socket_client("tcp://127.0.0.1:$port");
    wait_until(function () use (&$order) { return in_array('accepted', $order); });
    fwrite($client, 'x');
    wait_until(function () use (&$order) { return in_array('read', $order); });
    claim('its waits are switches', $order, ['waiting', 'accepted', 'read']);
    $inside = socket_create_listen(0);
});
claim('one from inside still tells its name', [socket_getsockname($inside, $address, $port), $port > 0], [true, true]);
claim('but does not wait outside', str_contains(outcome(fn () => @socket_accept($inside)), 'must be called in the coroutine'));
socket_close($inside);
claim('and can be closed', $inside->isClosed());

Swoole\Runtime::setHookFlags(SWOOLE_HOOK_ALL & ~SWOOLE_HOOK_SOCKETS);
Co\run(function () {
    claim('with the flag cleared', get_class(socket_create(AF_INET, SOCK_STREAM, 0)), 'Socket');
});
?>
--EXPECT--
outside: yes
accepted by one from outside: yes
read: yes
its waits are switches: yes
one from inside still tells its name: yes
but does not wait outside: yes
and can be closed: yes
with the flag cleared: yes
