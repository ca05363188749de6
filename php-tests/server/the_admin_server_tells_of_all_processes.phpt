--TEST--
admin_server: who has the token may ask every process what it does and close connections; others are refused
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $free = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($free, false);
    fclose($free);
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $settings = ['worker_num' => 2, 'task_worker_num' => 1, 'admin_server' => "me:secret@$address"];
    serve($server, $settings, ['Receive' => fn() => null, 'Task' => fn() => null], function ($server) use ($name, $address) {
        $ask = function (string $path, string $method = 'GET', ?string $token = null, string $body = '') use ($address) {
            $header = ['X-Admin-Server-Access-Token: ' . ($token ?? sha1('mesecret')), 'Content-Type: application/x-www-form-urlencoded'];
            $context = stream_context_create(['http' => ['method' => $method, 'header' => $header, 'content' => $body, 'ignore_errors' => true, 'timeout' => 10]]);
            return json_decode((string) @file_get_contents("http://$address/api/$path", false, $context), true);
        };
        wait_until(fn() => $ask('getpid') !== null);
        claim("$name: the token", $ask('server_stats', 'GET', 'guessed'), ['code' => 4003, 'data' => 'Bad access token']);
        claim("$name: stats", $ask('server_stats')['data']['worker_num'], 2);
        $pids = array_map(fn($answer) => $answer['data']['pid'], $ask('getpid/all')['data']);
        claim("$name: every process", array_keys($pids), ['master', 'manager', 'worker-0', 'worker-1', 'task-0']);
        claim("$name: and itself", [$pids['worker-0'], $pids['worker-1'], $pids['task-0']], array_map($server->getWorkerPid(...), [0, 1, 2]));
        claim("$name: one of them", $ask('get_worker_info/worker-1')['data']['pid'], $pids['worker-1']);
        claim("$name: a function", $ask('get_function_info?function_name=str_repeat')['data']['params'][1]['full'], 'int $times');
        claim("$name: a class", $ask('get_class_info?class_name=ArrayObject')['data']['interface'][0], 'IteratorAggregate');
        claim("$name: memory", $ask('get_server_memory_usage')['data']['worker-0'] > 1_000_000);
        claim("$name: time", $ask('get_server_cpu_usage')['data']['total'] >= 0);
        claim("$name: no other file", $ask('get_included_file_contents?filename=/etc/passwd')['data'], 'no permission');
        foreach (['get_resources', 'get_timer_list', 'get_coroutine_list', 'get_objects', 'get_version_info', 'get_defined_functions', 'get_declared_classes', 'server_setting', 'get_globals', 'get_loaded_extensions', 'gc_status'] as $command) {
            $answer = $ask("$command/worker-1");
            if (($answer['code'] ?? null) !== 0) {
                claim("$name: $command", $answer, 'an answer');
            }
        }
        $client = client($server);
        wait_until(fn() => iterator_count($server->connections) === 1);
        [$session] = iterator_to_array($server->connections, false);
        claim("$name: nothing is closed by a link", $ask("close_session?session_id=$session")['data'], 'Bad request method');
        claim("$name: a connection is closed", $ask('close_session', 'POST', null, "session_id=$session")['code'], 0);
        claim("$name: as its client sees", fread($client, 1), '');
        claim("$name: no such command, no such process", [$ask('nothing')['code'] !== 0, $ask('getpid/worker-7')['code'] !== 0, $ask('getpid/nobody')['data']], [true, true, 'Bad process']);
    });
    unset($server);
}
?>
--EXPECT--
base: the token: yes
base: stats: yes
base: every process: yes
base: and itself: yes
base: one of them: yes
base: a function: yes
base: a class: yes
base: memory: yes
base: time: yes
base: no other file: yes
base: nothing is closed by a link: yes
base: a connection is closed: yes
base: as its client sees: yes
base: no such command, no such process: yes
process: the token: yes
process: stats: yes
process: every process: yes
process: and itself: yes
process: one of them: yes
process: a function: yes
process: a class: yes
process: memory: yes
process: time: yes
process: no other file: yes
process: nothing is closed by a link: yes
process: a connection is closed: yes
process: as its client sees: yes
process: no such command, no such process: yes
