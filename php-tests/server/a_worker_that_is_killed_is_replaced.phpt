--TEST--
A worker that is killed is replaced at once: its connections end, the others stay
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    [$started, $told] = [new Swoole\Atomic(0), new Swoole\Atomic(0)];
    serve($server, ['worker_num' => 2], [
        'WorkerStart' => function ($server, $id) use ($started) { $started->add(); },
        'WorkerError' => function ($server, $id, $pid, $status, $signal) use ($name, $told) {
            if ($told->add() === 1) {
                claim("$name: which worker, and why", [$id, $signal], [1, SIGKILL]);
            }
        },
        'Receive' => fn($server, $fd, $reactor, $data) => $server->send($fd, json_encode($server->worker_id)),
    ], function ($server) use ($name, $started, $told) {
        [$clients, $tries] = [[], 0];
        // Which worker takes a client is a matter of chance.
        while (count($clients) < 2) {
            $client = client($server);
            $tries++;
            fwrite($client, '?');
            $clients[read_all($client, 1)] ??= $client;
        }
        wait_until(fn() => $started->get() === 2);
        $dead = $server->getWorkerPid(1);
        posix_kill($dead, SIGKILL);
        // The manager and this process hear of it at the same time.
        $end = read_all($clients[1], 1);
        wait_until(fn() => $told->get() > 0);
        claim("$name: its connection ends", $end, '');
        wait_until(fn() => $started->get() === 3);
        claim("$name: another process", $server->getWorkerPid(1) !== $dead);
        fwrite($clients[0], '?');
        claim("$name: others are served", read_all($clients[0], 1), '0');
        claim("$name: its connections are not counted", $server->stats()['connection_num'] < $tries);
        $times = [];
        for ($i = 0; $i < 5; $i++) {
            [$since, $before] = [hrtime(true), $started->get()];
            posix_kill($server->getWorkerPid(1), SIGKILL);
            wait_until(fn() => $started->get() > $before);
            $times[] = ms_since($since);
        }
        // The quickest of several, for the machine may be busy with something else.
        claim("$name: within 100 ms", min($times) < 100);
    });
    unset($server);
}
?>
--EXPECT--
base: which worker, and why: yes
base: its connection ends: yes
base: another process: yes
base: others are served: yes
base: its connections are not counted: yes
base: within 100 ms: yes
process: which worker, and why: yes
process: its connection ends: yes
process: another process: yes
process: others are served: yes
process: its connections are not counted: yes
process: within 100 ms: yes
