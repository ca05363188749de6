--TEST--
What ends a worker's script before its time is in the log: a fatal error with its message and place, or exit()
--FILE--
<?php
require __DIR__ . '/server.inc';

$ends = [
    'WorkerStart' => fn() => none(),
    'a coroutine' => fn() => go(function () {
        Co::sleep(0.001);
        throw new Exception('whoops');
    }),
    'no exception' => fn() => go(function () {
        Co::sleep(0.001);
        eval('interface A {} class B extends A {}');
    }),
    'exit' => fn() => go(function () {
        Co::sleep(0.001);
        exit(3);
    }),
    'exit outside of coroutines' => fn() => exit(4),
];
foreach ($ends as $name => $end) {
    $log = tempnam(sys_get_temp_dir(), 'swirl');
    $pid = pcntl_fork();
    if ($pid === 0) {
        ini_set('display_errors', '0');
        $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
        $server->set(['worker_num' => 1, 'log_file' => $log, 'enable_coroutine' => $name !== 'exit outside of coroutines']);
        $server->on('WorkerStart', $end);
        $server->on('Receive', fn() => null);
        $server->start();
        exit(1);
    }
    pcntl_waitpid($pid, $status);
    echo "$name: ", pcntl_wexitstatus($status), "\n", preg_replace('/^\[.*?\]\s*/m', '', file_get_contents($log)), "\n";
    unlink($log);
}
?>
--EXPECTF--
WorkerStart: 255
ERROR	php_swoole_server_rshutdown() (ERRNO 503): Fatal error: Uncaught Error: Call to undefined function none() in %s:%d
Stack trace:
%A
  thrown in %s on line 5

a coroutine: 255
ERROR	php_swoole_server_rshutdown() (ERRNO 503): Fatal error: Uncaught Exception: whoops in %s:%d
Stack trace:
%A
  thrown in %s on line 8

no exception: 255
ERROR	php_swoole_server_rshutdown() (ERRNO 503): Fatal error: Class B cannot extend interface A in %s(12) : eval()'d code on line 1

exit: 3
ERROR	php_swoole_server_rshutdown() (ERRNO 503): Fatal error: Uncaught Swoole\ExitException: swoole exit in %s:%d
Stack trace:
%A
  thrown in %s on line 16

exit outside of coroutines: 4
NOTICE	php_swoole_server_rshutdown() (ERRNO 9003): worker process is terminated by exit()/die()

