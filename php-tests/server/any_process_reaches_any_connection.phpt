--TEST--
Other processes send to a connection, describe it and close it
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $file = tempnam(sys_get_temp_dir(), 'swirl');
    file_put_contents($file, str_repeat('0123456789', 10_000));
    serve($server, ['task_worker_num' => 1], [
        'Receive' => fn($server, $fd, $reactor, $data) => $server->task([$fd, $data]),
        'Task' => function ($server, $id, $from, $task) use ($file) {
            [$fd, $what] = $task;
            match ($what) {
                'send' => $server->send($fd, json_encode([$server->exists($fd), $server->getClientInfo($fd)['remote_ip']])),
                'long' => $server->send($fd, str_repeat('x', 2_000_000)),
                'file' => $server->sendfile($fd, $file, 5, 50_000),
                'close' => $server->close($fd),
            };
        },
        'Finish' => fn() => null,
    ], function ($server) use ($name) {
        $client = client($server);
        fwrite($client, 'send');
        claim("$name: sent", read_all($client, 18), '[true,"127.0.0.1"]');
        fwrite($client, 'long');
        claim("$name: a long text", read_all($client, 2_000_000), str_repeat('x', 2_000_000));
        fwrite($client, 'file');
        claim("$name: a file", read_all($client, 50_000), substr(str_repeat('0123456789', 10_000), 5, 50_000));
        fwrite($client, 'close');
        claim("$name: closed", read_all($client, 1), '');
    });
    unlink($file);
    unset($server);
}
?>
--EXPECT--
base: sent: yes
base: a long text: yes
base: a file: yes
base: closed: yes
process: sent: yes
process: a long text: yes
process: a file: yes
process: closed: yes
