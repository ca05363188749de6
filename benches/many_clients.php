<?php

/**
 * Whether something stays behind of clients that come and go: the memory and the descriptors of a server's worker before and
 * after very many of them, of each kind.
 *
 *     php -d extension=PATH benches/many_clients.php [CONNECTIONS]
 */

declare(strict_types=1);

$count = (int) ($argv[1] ?? 100_000);
$field = fn (int $pid, string $name) => (int) preg_replace("/.*{$name}:\s*(\d+).*/s", '$1', file_get_contents("/proc/{$pid}/status"));

/** Connects and sends, or says what is wrong. */
function dial(int $port, string $data = '')
{
    $client = stream_socket_client("tcp://127.0.0.1:{$port}", $number, $error, 30);
    $client or exit("cannot connect: {$error}\n");
    $data === '' or fwrite($client, $data);
    return $client;
}

/** A client that sends one packet and goes when it has its answer. */
function ask(int $port): void
{
    fwrite($client = dial($port), pack('N', 4) . 'echo');
    fread($client, 8) === pack('N', 4) . 'echo' or exit("a wrong answer\n");
}

/** Leaves without a word, for every second one by a reset. */
function leave(int $port, int $number): void
{
    $client = dial($port);
    if ($number % 2) {
        socket_set_option(socket_import_stream($client), SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
    }
}

$kinds = [
    'ask and go' => [1, fn (int $port) => ask($port)],
    'come and go' => [1, fn (int $port, int $number) => leave($port, $number)],
    'write no more' => [0.1, function (int $port, int $number) {
        $client = dial($port, pack('N', 1000) . str_repeat('x', $number % 1000));
        stream_socket_shutdown($client, STREAM_SHUT_WR);
        fread($client, 1);
    }],
    'read nothing' => [0.02, fn (int $port) => dial($port, str_repeat(pack('N', 4) . 'more', 10))],
    'send byte by byte' => [0.02, function (int $port) {
        $client = dial($port);
        socket_set_option(socket_import_stream($client), SOL_TCP, TCP_NODELAY, 1);
        foreach (str_split(pack('N', 20) . str_repeat('s', 20)) as $byte) {
            fwrite($client, $byte);
        }
        strlen((string) fread($client, 24)) === 24 or exit("a slow client has no answer\n");
    }],
    'random bytes' => [0.2, fn (int $port) => dial($port, random_bytes(random_int(1, 5000)))],
];

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 1, 'log_level' => 5, 'open_length_check' => true, 'package_body_offset' => 4, 'package_max_length' => 4096]);
$server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, substr($data, 4) === 'more' ? str_repeat('y', 100_000) : $data));
$server->addProcess(new Swoole\Process(function () use ($server, $count, $kinds, $field) {
    $worker = $server->getWorkerPid(0);
    $descriptors = fn () => count(scandir("/proc/{$worker}/fd"));
    printf("%-18s %9s %7s %16s %14s\n", '', 'clients', 's', 'memory, KiB', 'descriptors');
    foreach ($kinds as $name => [$share, $kind]) {
        $run = function (int $clients) use ($server, $kind) {
            for ($i = 0; $i < $clients; $i++) {
                $kind($server->port, $i);
            }
            while ($server->stats()['connection_num'] > 0) {
                usleep(1000);
            }
        };
        // What is taken once and kept is no leak.
        $run(min(1000, (int) ($count * $share)));
        // Not the table that all processes share, whose size is fixed.
        [$memory, $open, $start] = [$field($worker, 'RssAnon'), $descriptors(), microtime(true)];
        $run((int) ($count * $share));
        printf("%-18s %9d %7.1f %7d -> %5d %5d -> %5d\n", $name, $count * $share, microtime(true) - $start, $memory, $field($worker, 'RssAnon'), $open, $descriptors());
    }
    $server->getWorkerPid(0) === $worker or print("the worker has ended meanwhile\n");
    $server->shutdown();
    sleep(10);
}, false, 0, false));
$server->start();
