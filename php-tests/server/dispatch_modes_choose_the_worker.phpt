--TEST--
dispatch_mode and dispatch_func choose which worker serves a packet; answers come back in order; what waits is bounded
--FILE--
<?php
require __DIR__ . '/server.inc';

/** Which worker served each of $count requests of a client, which it sends all at once. */
function workers($server, int $count): array
{
    $client = client($server);
    for ($i = 0; $i < $count; $i++) {
        fwrite($client, "$i\n");
    }
    $found = [];
    for ($i = 0; $i < $count; $i++) {
        [$worker, $number] = explode(' ', rtrim(fgets($client)));
        $found[(int) $number] = (int) $worker;
    }
    ksort($found);
    return array_values($found);
}

function modes(array $settings, callable $client): void
{
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    serve($server, $settings + ['worker_num' => 3, 'open_eof_split' => true, 'package_eof' => "\n"], [
        'Receive' => function ($server, $fd, $reactor, $data) {
            if ($data === "bind\n") {
                $server->bind($fd, 7);
                $data = "0\n";
            }
            $server->send($fd, "$server->worker_id $data");
        },
    ], $client);
}

modes(['dispatch_mode' => 1], function ($server) {
    $found = workers($server, 30);
    $expected = array_map(fn($i) => ($found[0] + $i) % 3, range(0, 29));
    claim('1: one after the other', $found, $expected);
});
modes(['dispatch_mode' => 2], function ($server) {
    $found = array_map(fn() => array_unique(workers($server, 5)), range(1, 6));
    claim('2: a connection stays', array_map(count(...), $found), array_fill(0, 6, 1));
    claim('2: evenly', array_values(array_count_values(array_merge(...$found))), [2, 2, 2]);
});
modes(['dispatch_mode' => 4], function ($server) {
    $found = array_unique(array_merge(...array_map(fn() => workers($server, 5), range(1, 4))));
    claim('4: one address, one worker', $found, [ip2long('127.0.0.1') % 3]);
});
modes(['dispatch_mode' => 5], function ($server) {
    $client = client($server);
    fwrite($client, "bind\n");
    fgets($client);
    $found = [];
    for ($i = 0; $i < 5; $i++) {
        fwrite($client, "$i\n");
        $found[] = (int) fgets($client);
    }
    claim('5: what was bound chooses', array_unique($found), [7 % 3]);
});
modes(['dispatch_func' => fn($server, $fd, $type, $data) => $type === 0 ? (int) $data % 3 : -3], function ($server) {
    claim('a function chooses', workers($server, 9), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
});
modes(['dispatch_func' => fn($server, $fd, $type, $data) => $type === 0 && $data === "1\n" ? -1 : -3], function ($server) {
    $client = client($server);
    fwrite($client, "1\n2\n");
    claim('or drops', explode(' ', fgets($client))[1], "2\n");
});
modes(['dispatch_mode' => 1, 'max_queued_bytes' => 1000], function ($server) {
    claim('nothing is lost where much must wait', count(workers($server, 3000)), 3000);
});
?>
--EXPECT--
1: one after the other: yes
2: a connection stays: yes
2: evenly: yes
4: one address, one worker: yes
5: what was bound chooses: yes
a function chooses: yes
or drops: yes
nothing is lost where much must wait: yes
