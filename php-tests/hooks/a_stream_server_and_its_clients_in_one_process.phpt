--TEST--
A server and its clients, written with plain PHP streams, talk within one process
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($server, false);
    go(function () use ($server) {
        for ($i = 0; $i < 20; $i++) {
            $connection = stream_socket_accept($server, 10);
            go(function () use ($connection) {
                while (($line = fgets($connection)) !== false) {
                    fwrite($connection, strtoupper($line));
                }
            });
        }
    });
    $results = all(array_map(fn (int $n) => function () use ($n, $address) {
        $client = stream_socket_client("tcp://$address");
        $answers = [];
        foreach (['one', 'two', 'three'] as $word) {
            fwrite($client, "$word $n\n");
            $answers[] = trim(fgets($client));
        }
        return $answers === ["ONE $n", "TWO $n", "THREE $n"];
    }, range(1, 20)));
    claim('all answered', array_unique($results), [true]);
});
?>
--EXPECT--
all answered: yes
