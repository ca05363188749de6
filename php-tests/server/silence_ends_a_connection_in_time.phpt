--TEST--
heartbeat_idle_time and max_idle_time end a silent connection soon after that time and not before, the others stay
--FILE--
<?php
require __DIR__ . '/server.inc';

$server = new Swoole\Server('127.0.0.1', 0);
$silent = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
$silent->set(['heartbeat_idle_time' => 1]);
$idle = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
$idle->set(['max_idle_time' => 0.2]);
serve($server, [], ['Receive' => fn($server, $fd) => $server->send($fd, '!')], function ($server) use ($silent, $idle) {
    $patient = client($server);
    all([
        function () use ($silent) {
            $client = client($silent);
            $since = hrtime(true);
            claim('heartbeat_idle_time: it ends', fread($client, 1), '');
            claim('not before', ms_since($since) >= 999);
            claim('and not a whole look later', ms_since($since) < 1900);
        },
        function () use ($idle) {
            $client = client($idle);
            for ($i = 0; $i < 10; $i++) {
                fwrite($client, '?');
                read_all($client, 1);
                Co::sleep(0.05);
            }
            $since = hrtime(true);
            claim('max_idle_time: who talks stays; then it ends', fread($client, 1), '');
            claim('not before its time', ms_since($since) >= 100);
        },
    ]);
    fwrite($patient, '?');
    claim('another port has no such time', read_all($patient, 1), '!');
});
?>
--EXPECT--
max_idle_time: who talks stays; then it ends: yes
not before its time: yes
heartbeat_idle_time: it ends: yes
not before: yes
and not a whole look later: yes
another port has no such time: yes
