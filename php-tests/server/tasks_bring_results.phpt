--TEST--
Tasks of any kind and size are done by other processes, and what comes of them returns
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $finished = [];
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    serve($server, ['task_worker_num' => 2], [
        'Receive' => fn() => null,
        'Task' => function ($server, $id, $from, $data) {
            if (!$server->taskworker || $server->worker_id === 0) {
                return 'not in a task worker';
            }
            return is_string($data) ? strlen($data) : ['got' => $data];
        },
        'Finish' => function ($server, $id, $data) use (&$finished) { $finished[$id] = $data; },
    ], function ($server) use ($name, &$finished) {
        $id = $server->task(['a' => 1]);
        wait_until(function () use (&$finished) { return $finished; });
        claim("$name: onFinish", $finished, [$id => ['got' => ['a' => 1]]]);
        claim("$name: taskwait", $server->taskwait(str_repeat('x', 3_000_000), 10), 3_000_000);
        claim("$name: taskCo", $server->taskCo(['ab', [3]], 10), [2, ['got' => [3]]]);
        claim("$name: taskWaitMulti", $server->taskWaitMulti(['', 'abc'], 10), [0, 3]);
        $result = null;
        $server->task('four', -1, function ($server, $id, $data) use (&$result) { $result = $data; });
        wait_until(function () use (&$result) { return $result; });
        claim("$name: a callback of its own", $result, 4);
    });
    unset($server);
}
?>
--EXPECT--
base: onFinish: yes
base: taskwait: yes
base: taskCo: yes
base: taskWaitMulti: yes
base: a callback of its own: yes
process: onFinish: yes
process: taskwait: yes
process: taskCo: yes
process: taskWaitMulti: yes
process: a callback of its own: yes
