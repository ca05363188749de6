--TEST--
SIGTERM and reload: what is being done is finished within max_wait_time; what takes longer ends the worker by itself, unkilled
--FILE--
<?php
require __DIR__ . '/server.inc';

Co::set(['enable_deadlock_check' => false]);
foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'max_wait_time' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $busy = new Swoole\Atomic(0);
    $killed = new Swoole\Atomic(0);
    $reloads = new Swoole\Atomic(0);
    $server->on('WorkerError', fn() => $killed->add());
    $server->on('AfterReload', fn() => $reloads->add());
    $server->on('Receive', function ($server, $fd, $reactor, $data) use ($busy) {
        $busy->add();
        Co::sleep((float) $data);
        $server->send($fd, "done $data");
    });
    $server->addProcess(new Swoole\Process(function () use ($server, $mode, $name, $busy, $killed, $reloads) {
        // The end of the server shall not be this process's.
        pcntl_signal(SIGTERM, SIG_IGN);
        $ask = function (string $how_long) use ($server, $busy) {
            $client = client($server);
            $before = $busy->get();
            fwrite($client, $how_long);
            wait_until(fn() => $busy->get() > $before);
            return $client;
        };
        Co\run(function () use ($ask, $server, $mode, $name, $reloads, $killed) {
            $old = [$server->getWorkerPid(0), $server->getWorkerPid(1)];
            [$short, $long] = [$ask('0.7'), $ask('30')];
            $server->reload();
            claim("$name, reload: finished", read_all($short, 8), 'done 0.7');
            wait_until(fn() => $reloads->get() === 1 && !posix_kill($old[0], 0) && !posix_kill($old[1], 0));
            claim("$name, reload: all have ended by themselves", $killed->get(), 0);
            [$short, $long] = [$ask('0.6'), $ask('31')];
            posix_kill($mode === SWOOLE_BASE ? $server->getManagerPid() : $server->getMasterPid(), SIGTERM);
            claim("$name, SIGTERM: finished", read_all($short, 8), 'done 0.6');
            claim("$name, SIGTERM: too long", read_all($long, 7), '');
        });
        sleep(10);
    }));
    $server->start();
    claim("$name: nobody was killed", $killed->get(), 0);
    unset($server);
}
?>
--EXPECT--
base, reload: finished: yes
base, reload: all have ended by themselves: yes
base, SIGTERM: finished: yes
base, SIGTERM: too long: yes
base: nobody was killed: yes
process, reload: finished: yes
process, reload: all have ended by themselves: yes
process, SIGTERM: finished: yes
process, SIGTERM: too long: yes
process: nobody was killed: yes
