--TEST--
Http\Server: of requests that come together the first is answered while the handler of the second one waits, in coroutines or blocking the worker
--FILE--
<?php
require __DIR__ . '/../include.inc';

$flag = sys_get_temp_dir() . '/swirl-next-' . getmypid();
foreach ([true, false] as $coroutines) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'enable_coroutine' => $coroutines, 'log_level' => SWOOLE_LOG_NONE, 'hook_flags' => SWOOLE_HOOK_ALL]);
    $server->on('request', function ($request, $response) use ($flag) {
        if ($request->server['request_uri'] === '/second') {
            // Until the client has read the answer to the first one, or has given up.
            while (!file_exists($flag)) {
                usleep(1000);
                clearstatcache();
            }
        }
        $response->end($request->server['request_uri']);
    });
    $server->addProcess(new Swoole\Process(function () use ($server, $flag, $coroutines) {
        $client = stream_socket_client("tcp://127.0.0.1:$server->port", timeout: 20);
        stream_set_timeout($client, 20);
        fwrite($client, "GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        $answer = '';
        while (!str_ends_with($answer, '/first') && ($more = fread($client, 8192)) !== '' && $more !== false) {
            $answer .= $more;
        }
        claim($coroutines ? 'in coroutines' : 'blocking', str_ends_with($answer, '/first'));
        touch($flag);
        claim('the second one', str_ends_with(stream_get_contents($client), '/second'));
        $server->shutdown();
        sleep(10);
    }));
    $server->start();
    unlink($flag);
}
?>
--EXPECT--
in coroutines: yes
the second one: yes
blocking: yes
the second one: yes
