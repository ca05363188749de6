--TEST--
task_ipc_mode 2 and 3: tasks of any size go by a message queue, others may put some in, and none is lost in a reload
--FILE--
<?php
require __DIR__ . '/server.inc';

const TASKS = 200;

$folder = sys_get_temp_dir() . '/swirl-tasks-' . getmypid();
foreach ([[SWOOLE_BASE, SWOOLE_IPC_MSGQUEUE, 'for one'], [SWOOLE_PROCESS, SWOOLE_IPC_PREEMPTIVE, 'for whoever is free']] as [$mode, $ipc, $name]) {
    $key = 0x53000000 + getmypid() % 0x10000 * 4 + $ipc;
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $done = new Swoole\Atomic(0);
    $reloads = new Swoole\Atomic(0);
    $outside = new Swoole\Atomic(0);
    $settings = ['worker_num' => 1, 'task_worker_num' => 3, 'task_ipc_mode' => $ipc, 'message_queue_key' => $key, 'task_tmpdir' => $folder];
    serve($server, $settings, [
        'Receive' => fn() => null,
        'AfterReload' => fn() => $reloads->add(),
        'Task' => function ($server, $id, $from, $data) use ($done, $outside) {
            if ($data === 'outside') {
                $outside->add();
            } elseif ($data === 'count') {
                $done->add();
            } else {
                return [$server->taskworker, is_string($data) ? strlen($data) : $data];
            }
        },
        'Finish' => fn() => null,
    ], function ($server) use ($name, $done, $reloads, $outside, $key, $folder) {
        claim("$name: a short one", $server->taskwait(['a' => 1], 10), [true, ['a' => 1]]);
        claim("$name: a long one", $server->taskwait(str_repeat('x', 3_000_000), 10), [true, 3_000_000]);
        claim("$name: several", $server->taskCo(['ab', 'abc'], 10), [[true, 2], [true, 3]]);
        claim("$name: no file stays", glob("$folder/*"), []);
        $queue = msg_get_queue($key);
        msg_send($queue, 1, 'this is no task, whoever sent it', false);
        msg_send($queue, 2, Swoole\Server\Task::pack('outside'), false);
        wait_until(fn() => $outside->get() === 1);
        for ($i = 0; $i < TASKS; $i++) {
            $server->task('count');
            if ($i % 50 === 10) {
                $server->reload(true);
            }
        }
        wait_until(fn() => $done->get() === TASKS && $reloads->get() > 0);
        $stats = $server->stats();
        claim("$name: nothing is left", [$stats['task_queue_num'], $stats['task_queue_bytes'], $stats['tasking_num']], [0, 0, 0]);
    });
    claim("$name: the queue outlives the server", msg_queue_exists($key) && msg_remove_queue(msg_get_queue($key)));
    unset($server);
}
rmdir($folder);
?>
--EXPECT--
for one: a short one: yes
for one: a long one: yes
for one: several: yes
for one: no file stays: yes
for one: nothing is left: yes
for one: the queue outlives the server: yes
for whoever is free: a short one: yes
for whoever is free: a long one: yes
for whoever is free: several: yes
for whoever is free: no file stays: yes
for whoever is free: nothing is left: yes
for whoever is free: the queue outlives the server: yes
