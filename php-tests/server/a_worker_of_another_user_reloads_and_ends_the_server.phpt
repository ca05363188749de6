--TEST--
A worker that gave up the rights of root may have the server reloaded and ended, though it cannot send signals to it
--SKIPIF--
<?php if (posix_geteuid() !== 0) die('skip needs root'); ?>
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'user' => 'nobody', 'log_level' => SWOOLE_LOG_NONE]);
    $starts = new Swoole\Atomic(0);
    $server->on('Receive', fn() => null);
    $server->on('BeforeShutdown', fn() => null);
    $server->on('WorkerStart', function ($server, $id) use ($starts, $name) {
        $started = $starts->add();
        if ($started === 2) {
            claim("$name: no signal of its reaches them", [posix_kill($server->getManagerPid(), 0), $server->reload()], [false, true]);
        } elseif ($started === 4) {
            claim("$name: all were replaced, and the end", $server->shutdown());
        }
    });
    $server->start();
    claim("$name: it has ended", $starts->get(), 4);
    unset($server);
}
?>
--EXPECT--
base: no signal of its reaches them: yes
base: all were replaced, and the end: yes
base: it has ended: yes
process: no signal of its reaches them: yes
process: all were replaced, and the end: yes
process: it has ended: yes
