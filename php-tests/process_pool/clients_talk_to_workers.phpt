--TEST--
SWOOLE_IPC_SOCKET: clients send messages with their length before, and are answered
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

$path = sys_get_temp_dir() . '/swirl-pool-' . getmypid();
$pool = new Pool(1, SWOOLE_IPC_SOCKET);
claim('listens', $pool->listen("unix:$path"));
$pool->on('start', function () use ($path) {
    (new Swoole\Process(function () use ($path) {
        $client = stream_socket_client("unix://$path");
        fwrite($client, pack('N', 5) . 'hello');
        $length = unpack('N', fread($client, 4))[1];
        claim('the answer', stream_get_contents($client), 'hello, client');
        claim('its length', $length, 13);
        Swoole\Process::kill(posix_getppid(), SIGTERM);
    }))->start();
});
$pool->on('message', function (Pool $pool, string $message) {
    $pool->write($message);
    $pool->write(', client');
});
swoole_async_set(['log_level' => SWOOLE_LOG_NONE]);
$pool->start();
claim('no answer outside', $pool->write('x'), false);
unlink($path);
?>
--EXPECT--
listens: yes
the answer: yes
its length: yes
no answer outside: yes
