--TEST--
A worker that does not end within max_wait_time tells which coroutines kept it, and ends
--FILE--
<?php
require __DIR__ . '/server.inc';

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
$server->set(['worker_num' => 1, 'max_wait_time' => 1]);
$server->on('WorkerStart', function ($server) {
    go(function () {
        while (true) {
            Co::sleep(0.01);
        }
    });
    $server->shutdown();
});
$server->on('Receive', fn() => null);
$server->start();
echo "ended\n";
?>
--EXPECTF--
%AWARNING	Worker_reactor_try_to_exit() (ERRNO 9101): worker exit timeout, forced termination%A
  [FATAL ERROR]: all coroutines (count: 1) are asleep - deadlock!
%A
waits for %s
#0 %sa_worker_that_is_made_to_end_tells_what_kept_it.php(9): Swoole\Coroutine::sleep()
%A
ended
