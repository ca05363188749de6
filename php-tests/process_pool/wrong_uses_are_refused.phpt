--TEST--
what does not fit together is refused
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

$tries = [
    fn () => new Pool(0),
    fn () => new Pool(1, SWOOLE_IPC_MSGQUEUE, 0, true),
    fn () => (new Pool(1))->__construct(1),
    fn () => (new Pool(1))->on('message', fn () => null),
    fn () => (new Pool(1))->shutdown(),
    function () {
        $pool = new Pool(1);
        $pool->on('workerStart', fn () => null);
        $pool->on('workerExit', fn () => null);
        $pool->start();
    },
];
foreach ($tries as $try) {
    try {
        $try();
    } catch (Throwable $error) {
        echo $error::class, ': ', $error->getMessage(), "\n";
    }
}
$pool = new Pool(1);
foreach ([fn () => $pool->on('nothing', fn () => null), fn () => $pool->listen('127.0.0.1'), fn () => $pool->sendMessage('x', 0), fn () => $pool->write('x')] as $call) {
    claim('refused', @$call(), false);
    echo error_get_last()['message'], "\n";
}
claim('nothing to detach', $pool->detach(), false);
?>
--EXPECT--
Swoole\Exception: the parameter $worker_num must be greater than 0
Error: the parameter $ipc_type must be SWOOLE_IPC_UNIXSOCK when enable coroutine
Error: Constructor of Swoole\Process\Pool can only be called once
Swoole\Exception: cannot set `onMessage` event with ipc_type=0
Swoole\Exception: The process pool is not started
Swoole\Exception: cannot set `onWorkerExit` without enable_coroutine
refused: yes
Swoole\Process\Pool::on(): unknown event type[nothing]
refused: yes
Swoole\Process\Pool::listen(): unsupported ipc type[0]
refused: yes
Swoole\Process\Pool::sendMessage(): process pool is not started.
refused: yes
Swoole\Process\Pool::write(): unsupported ipc type[0]
nothing to detach: yes
