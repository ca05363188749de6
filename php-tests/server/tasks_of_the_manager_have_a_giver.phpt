--TEST--
A task that the manager gives says that it is from worker 0; one of a worker, from that worker
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Atomic;
use Swoole\Server;

$server = new Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 2, 'task_worker_num' => 1, 'task_use_object' => true, 'log_level' => SWOOLE_LOG_NONE]);
$givers = ['manager' => new Atomic(99), 'worker' => new Atomic(99)];
$server->on('receive', fn () => null);
$server->on('managerStart', fn (Server $server) => $server->task('manager'));
$server->on('workerStart', fn (Server $server, int $id) => $id === 1 && $server->task('worker'));
$server->on('task', function (Server $server, Server\Task $task) use ($givers) {
    $givers[$task->data]->set($task->worker_id);
    if ($givers['manager']->get() < 99 && $givers['worker']->get() < 99) {
        $server->shutdown();
    }
});
$server->start();
claim('of the manager', $givers['manager']->get(), 0);
claim('of a worker', $givers['worker']->get(), 1);
?>
--EXPECT--
of the manager: yes
of a worker: yes
