<?php

/**
 * What a connection costs that says nothing: memory of the worker for each of them, and whether it still serves.
 *
 *     php -d extension=PATH benches/idle_connections.php [COUNT]
 *
 * Needs a limit of open files above COUNT (ulimit -n).
 */

declare(strict_types=1);

$count = (int) ($argv[1] ?? 20000);
$resident = fn (int $pid) => (int) preg_replace('/.*VmRSS:\s*(\d+).*/s', '$1', file_get_contents("/proc/{$pid}/status"));

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 1, 'max_connection' => $count + 100, 'log_level' => 5, 'backlog' => 4096]);
$server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
$server->addProcess(new Swoole\Process(function () use ($server, $count, $resident) {
    $all = fn () => $resident($server->getMasterPid()) + $resident($server->getWorkerPid(0));
    $connect = function () use ($server) {
        $client = @stream_socket_client("tcp://127.0.0.1:{$server->port}", $number, $error, 10);
        if (!$client) {
            // Without the manager, who would try again and again.
            echo "cannot connect: {$error}\n";
            posix_kill($server->getManagerPid(), SIGKILL);
            exit(1);
        }
        fwrite($client, 'x');
        fread($client, 1);
        return $client;
    };
    $clients = array_map($connect, range(1, 100));
    $before = $all();
    while (count($clients) < $count + 100) {
        $clients[] = $connect();
    }
    $bytes = ($all() - $before) * 1024 / $count;
    fwrite($clients[50], 'y');
    printf("%d connections, %.0f bytes each, served: %s\n", $server->stats()['connection_num'], $bytes, fread($clients[50], 1) === 'y' ? 'yes' : 'NO');
    $server->shutdown();
    sleep(10);
}));
$server->start();
