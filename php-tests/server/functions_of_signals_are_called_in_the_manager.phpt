--TEST--
A function that Process::signal() has set in the manager is called there, in place of what the manager itself does at that signal
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach (['BASE' => SWOOLE_BASE, 'PROCESS' => SWOOLE_PROCESS] as $name => $mode) {
    $heard = new Swoole\Atomic(0);
    $reloads = new Swoole\Atomic(0);
    $ready = new Swoole\Atomic(0);
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->on('ManagerStart', function () use ($heard, $ready) {
        foreach ([SIGINT, SIGUSR1, SIGRTMIN + 3] as $signal) {
            Swoole\Process::signal($signal, fn($number) => $heard->add($number));
        }
        $ready->set(1);
    });
    $server->on('BeforeReload', fn() => $reloads->add());
    $callbacks = ['Receive' => fn() => null, 'Task' => fn() => null];
    serve($server, ['worker_num' => 2, 'task_worker_num' => 1], $callbacks, function ($server) use ($name, $heard, $reloads, $ready) {
        wait_until(fn() => $ready->get() === 1);
        $sum = 0;
        foreach ([SIGINT, SIGUSR1, SIGRTMIN + 3] as $signal) {
            $sum += $signal;
            posix_kill($server->getManagerPid(), $signal);
            wait_until(fn() => $heard->get() === $sum);
        }
        claim("$name: each was called", $heard->get(), $sum);
        claim("$name: nothing was reloaded", $reloads->get(), 0);
    });
}
?>
--EXPECT--
BASE: each was called: yes
BASE: nothing was reloaded: yes
PROCESS: each was called: yes
PROCESS: nothing was reloaded: yes
