--TEST--
addCommand() and command(): the master has things done in workers, task workers and the manager
--FILE--
<?php
require __DIR__ . '/../include.inc';

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 2, 'task_worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
$all = SWOOLE_SERVER_COMMAND_MASTER | SWOOLE_SERVER_COMMAND_MANAGER | SWOOLE_SERVER_COMMAND_EVENT_WORKER | SWOOLE_SERVER_COMMAND_TASK_WORKER;
claim('added', $server->addCommand('pid', $all, fn($server, $data) => json_encode([getmypid(), json_decode($data, true)])));
claim('not twice', $server->addCommand('pid', $all, fn() => ''), false);
claim('elsewhere', $server->addCommand('worker', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn() => 'no json'));
$server->addCommand('wrong', $all, fn() => 5);
$server->on('Receive', fn() => null);
$server->on('Task', fn() => null);
$server->on('Start', function ($server) use ($all) {
    $pid = fn(int $type, int $number) => $server->command('pid', $number, $type, ['x' => 1]);
    claim('the master', $pid(SWOOLE_SERVER_COMMAND_MASTER, 0), [getmypid(), ['x' => 1]]);
    claim('the manager', $pid(SWOOLE_SERVER_COMMAND_MANAGER, 0)[0], $server->manager_pid);
    claim('worker 0', $pid(SWOOLE_SERVER_COMMAND_EVENT_WORKER, 0)[0], $server->getWorkerPid(0));
    claim('worker 1', $pid(SWOOLE_SERVER_COMMAND_EVENT_WORKER, 1)[0], $server->getWorkerPid(1));
    claim('the task worker', $pid(SWOOLE_SERVER_COMMAND_TASK_WORKER, 0)[0], $server->getWorkerPid(2));
    claim('as it is', $server->command('worker', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, 1, false), 'no json');
    claim('no JSON', $server->command('worker', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, 1), false);
    claim('not there', $server->command('worker', 0, SWOOLE_SERVER_COMMAND_MANAGER, 1), false);
    claim('a worker that is not there', $server->command('pid', 2, SWOOLE_SERVER_COMMAND_EVENT_WORKER, 1), false);
    claim('not known', $server->command('other', 0, SWOOLE_SERVER_COMMAND_MASTER, 1), false);
    claim('a wrong type', $server->command('wrong', 1, SWOOLE_SERVER_COMMAND_EVENT_WORKER, 1)['code'], -2);
    $server->shutdown();
});
$server->start();
?>
--EXPECT--
added: yes
not twice: yes
elsewhere: yes
the master: yes
the manager: yes
worker 0: yes
worker 1: yes
the task worker: yes
as it is: yes
no JSON: yes
not there: yes
a worker that is not there: yes
not known: yes
a wrong type: yes
