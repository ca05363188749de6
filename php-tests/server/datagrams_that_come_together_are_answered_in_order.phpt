--TEST--
Datagrams that come together: their answers come in the order in which they were sent, long ones, late ones and those to others, too; what cannot be sent is told
--FILE--
<?php
require __DIR__ . '/server.inc';

const CLIENTS = 10;
const EACH = 6;
const ROUNDS = 5;

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_UDP);
$late = new Co\Channel(1000);
$failures = [];
$other = null;
serve($server, [], [
    'Packet' => function ($server, $data, $client) use ($late, &$failures, &$other) {
        $answer = fn(string $what) => $server->sendto($client['address'], $client['port'], $what);
        $answer("$data first");
        if ($data % 5 === 0) {
            $failures[] = [$answer(str_repeat('x', 70_000)), swoole_last_error()];
        }
        if ($data % 3 === 0) {
            $answer("$data " . str_repeat('long', 1000));
        }
        if ($data % 4 === 0 && $other) {
            $server->sendto('127.0.0.1', $other, "$data other");
        }
        $answer("$data last");
        if ($data % 7 === 0) {
            $late->pop();
            $answer("$data late");
        }
    },
], function ($server) use ($late, &$failures, &$other) {
    $clients = [];
    for ($i = 0; $i < CLIENTS; $i++) {
        $clients[] = stream_socket_client("udp://127.0.0.1:$server->port");
    }
    $listener = stream_socket_server('udp://127.0.0.1:0', flags: STREAM_SERVER_BIND);
    $other = (int) explode(':', stream_socket_get_name($listener, false))[1];
    $others = $wrong = 0;
    $expected = $got = [];
    for ($round = 0; $round < ROUNDS; $round++) {
        // Nothing waits here, so that the server finds all of them at once.
        foreach ($clients as $client) {
            for ($i = 0; $i < EACH; $i++) {
                fwrite($client, (string) ($round * EACH + $i));
            }
        }
        foreach ($clients as $number => $client) {
            $lates = [];
            for ($i = 0; $i < EACH; $i++) {
                $data = $round * EACH + $i;
                $expected[] = "$data first";
                $data % 3 === 0 and $expected[] = "$data " . str_repeat('long', 1000);
                $expected[] = "$data last";
                $data % 4 === 0 and $others++;
                $data % 7 === 0 and $lates[] = "$data late";
            }
            while (count($got) < count($expected)) {
                $got[] = fread($client, 65536);
            }
            // They have nobody else's answers to wait for.
            foreach ($lates as $one) {
                $late->push(true);
            }
            foreach ($lates as $one) {
                $wrong += !str_ends_with(fread($client, 65536), ' late');
            }
        }
    }
    claim('all came, in order', $got === $expected);
    claim('the late ones came last', $wrong, 0);
    for ($i = 0; $i < $others; $i++) {
        $other_got[] = fread($listener, 65536);
    }
    claim('those to others came', count(array_filter($other_got, fn($one) => str_ends_with($one, ' other'))), $others);
    claim('too long', array_unique($failures, SORT_REGULAR), [[false, SOCKET_EMSGSIZE]]);
});
?>
--EXPECT--
all came, in order: yes
the late ones came last: yes
those to others came: yes
too long: yes
