--TEST--
From the start of a server to its end, events come in order, with what belongs to them
--FILE--
<?php
require __DIR__ . '/server.inc';

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
$say = fn($what) => fn($server, ...$args) => print("$what " . json_encode($args) . "\n");
$closed = false;
serve($server, ['enable_coroutine' => true], [
    'start' => fn($server) => claim('the master is this process', $server->master_pid, getmypid()),
    'CONNECT' => $say('connect'),
    'receive' => function ($server, $fd, $reactor, $data) {
        echo "receive $data\n";
        claim('it exists', $server->exists($fd));
        claim('it is listed', $server->getClientList(), [$fd]);
        claim('it is iterated over', iterator_to_array($server->connections, false), [$fd]);
        claim('its port', $server->getClientInfo($fd)['server_port'], $server->port);
        claim('it is closed', $server->close($fd));
        claim('once', $server->close($fd), false);
    },
    'close' => function ($server, $fd, $reactor) use (&$closed) {
        claim('the server closed it', $reactor < 0);
        claim('it does not exist any more', $server->exists($fd), false);
        $closed = true;
    },
    'beforeShutdown' => $say('before shutdown'),
    'workerStop' => $say('worker stop'),
    'shutdown' => $say('shutdown'),
], function ($server) use (&$closed) {
    $client = client($server);
    fwrite($client, 'hi');
    claim('the client sees the end', read_all($client, 1), '');
    wait_until(function () use (&$closed) { return $closed; });
    claim('it is counted', $server->stats()['close_count'], 1);
});
claim('start() again', @$server->start(), false);
?>
--EXPECTF--
the master is this process: yes
connect [1,%d]
receive hi
it exists: yes
it is listed: yes
it is iterated over: yes
its port: yes
the server closed it: yes
it does not exist any more: yes
it is closed: yes
once: yes
the client sees the end: yes
it is counted: yes
before shutdown []
worker stop [0]
shutdown []
start() again: yes
