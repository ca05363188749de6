--TEST--
A worker that is told to end in its first moment ends as it should: it is not killed, and it does not go on
--FILE--
<?php
require __DIR__ . '/../include.inc';

const ROUNDS = 10;
$stopped = new Swoole\Atomic(0);
$killed = new Swoole\Atomic(0);
$started = new Swoole\Atomic(0);
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 4, 'log_level' => SWOOLE_LOG_NONE]);
$server->on('Receive', fn() => null);
$server->on('WorkerStart', function () use ($started) { $started->add(); });
$server->on('WorkerStop', fn() => $stopped->add());
$server->on('WorkerError', fn() => $killed->add());
// The last ones have been forked right before this.
$server->on('ManagerStart', fn($server) => array_map(fn($i) => posix_kill($server->getWorkerPid($i), SIGTERM), range(0, 3)));
$server->on('Start', function ($server) use ($stopped) {
    wait_until(fn() => $stopped->get() >= 4);
    $server->shutdown();
});
$start = hrtime(true);
$server->start();
claim('a server: all have ended by themselves', $killed->get(), 0);
claim('a server: who has started has stopped', $stopped->get(), $started->get());
claim('a server: at once', ms_since($start) < 3000 ? true : ms_since($start));

// The next reload begins as soon as the last one is over, when its last worker has just been forked.
$pool = new Swoole\Process\Pool(2);
$started = new Swoole\Atomic(0);
$stopped = new Swoole\Atomic(0);
$pool->set(['enable_coroutine' => true]);
$pool->on('WorkerStart', function ($pool) use ($started) {
    // While a reload goes on another one is not begun: the last worker of each must be among those who ask for the next.
    if (($count = $started->add()) <= 2 * ROUNDS) {
        posix_kill($pool->master_pid, $count < 2 * ROUNDS ? SIGUSR1 : SIGTERM);
    }
    Swoole\Timer::tick(10000, fn() => null);
});
$pool->on('WorkerExit', fn() => Swoole\Timer::clearAll());
$pool->on('WorkerStop', fn() => $stopped->add());
$pool->start();
claim('a pool: who has started has stopped', $stopped->get(), $started->get());
?>
--EXPECT--
a server: all have ended by themselves: yes
a server: who has started has stopped: yes
a server: at once: yes
a pool: who has started has stopped: yes
