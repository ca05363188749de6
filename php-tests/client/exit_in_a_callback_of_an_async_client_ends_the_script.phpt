--TEST--
exit() in a callback of an Async\Client ends the script with its status and without an exception, as outside of coroutines
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
$listener = stream_socket_server('tcp://127.0.0.1:0');
$client = new Swoole\Async\Client(SWOOLE_SOCK_TCP);
$client->on('connect', function () {
    try {
        exit(7);
    } catch (Throwable $e) {
        echo get_class($e), "\n";
    } finally {
        echo "not reached\n";
    }
});
$client->on('receive', fn() => null);
$client->on('error', fn() => print("error\n"));
$client->on('close', fn() => null);
register_shutdown_function(fn() => print("shutdown\n"));
$client->connect('127.0.0.1', (int) substr(stream_socket_get_name($listener, false), 10));
Swoole\Event::wait();
echo "not reached either\n";
PHP);
?>
--EXPECT--
shutdown
exit status 7
