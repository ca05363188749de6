--TEST--
Clients that come and go, that read nothing, that send half a packet or too long ones: no descriptor, connection or memory stays
--FILE--
<?php
require __DIR__ . '/server.inc';

const ROUNDS = 4;
const CYCLES = 1500;

$kinds = [
    'come and go' => function ($server) {
        for ($i = 0; $i < CYCLES; $i++) {
            $client = client($server);
            if ($i % 3 === 0) {
                fwrite($client, pack('N', 4) . 'echo');
                read_all($client, 8);
            }
            fclose($client);
        }
    },
    'read nothing' => function ($server) {
        $clients = [];
        for ($i = 0; $i < 20; $i++) {
            fwrite($clients[] = client($server), pack('N', 4) . 'more');
        }
        wait_until(fn() => ($all = iterator_to_array($server->connections)) && $server->getClientInfo(max($all))['send_queued_bytes'] > 0);
    },
    'half open' => function ($server) {
        $clients = [];
        for ($i = 0; $i < 100; $i++) {
            fwrite($clients[] = client($server), pack('N', 1000) . str_repeat('x', $i * 9));
        }
        foreach (array_slice($clients, 0, 50) as $client) {
            stream_socket_shutdown($client, STREAM_SHUT_WR);
            claim('the server closes, too', fread($client, 1), '');
        }
    },
    'too long' => function ($server) {
        for ($i = 0; $i < 100; $i++) {
            fwrite($client = client($server), pack('N', 5000 + $i) . str_repeat('x', 3000));
            // A reset, which PHP warns of.
            if ((string) @fread($client, 1) !== '') {
                claim('it is refused', false);
            }
        }
    },
];
$server = new Swoole\Server('127.0.0.1', 0);
serve($server, ['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 4, 'package_max_length' => 4096], [
    'Receive' => fn($server, $fd, $reactor, $data) => $server->send($fd, substr($data, 4) === 'more' ? str_repeat('y', 6_000_000) : $data),
], function ($server) use ($kinds) {
    $state = fn() => [count(scandir('/proc/self/fd')), $server->stats()['connection_num']];
    $memory = fn() => (int) preg_replace('/.*VmRSS:\s*(\d+).*/s', '$1', file_get_contents('/proc/self/status'));
    foreach ($kinds as $name => $kind) {
        $before = null;
        for ($round = 0; $round < ROUNDS; $round++) {
            ob_start();
            $kind($server);
            if (str_contains(ob_get_clean(), 'NO')) {
                echo "$name: not as claimed\n";
            }
            wait_until(fn() => $server->stats()['connection_num'] === 0);
            gc_collect_cycles();
            // Memory that was taken once may stay; it must not grow.
            $before ??= [$state(), $memory()];
        }
        claim("$name: descriptors and connections", $state(), $before[0]);
        // What is sent to nobody is a lot: 120 MB in each round.
        claim("$name: memory", $memory() - $before[1] < ($name === 'read nothing' ? 60_000 : 4000));
    }
    $client = client($server);
    fwrite($client, pack('N', 4) . 'fine');
    claim('others are served', read_all($client, 8), pack('N', 4) . 'fine');
});
?>
--EXPECT--
come and go: descriptors and connections: yes
come and go: memory: yes
read nothing: descriptors and connections: yes
read nothing: memory: yes
half open: descriptors and connections: yes
half open: memory: yes
too long: descriptors and connections: yes
too long: memory: yes
others are served: yes
