--TEST--
a timer that is set when a server exists does not keep it from starting; the master has it
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;
use Swoole\Server;
use Swoole\Timer;

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $child = new Process(function () use ($mode) {
        $server = new Server('127.0.0.1', 0, $mode);
        $server->set(['worker_num' => 1, 'log_file' => '/dev/null']);
        $server->on('receive', fn () => null);
        $left = 3;
        Timer::tick(1, function (int $id) use (&$left, $server) {
            if ($server->master_pid && --$left === 0) {
                Timer::clear($id);
                echo getmypid() === $server->master_pid ? 'master' : 'another';
                $server->shutdown();
            }
        });
        echo $server->start() ? ' started' : ' refused';
    }, true);
    $child->start();
    claim('code', Process::wait()['code'], 0);
    claim('who', $child->read(), 'master started');
}
?>
--EXPECT--
code: yes
who: yes
code: yes
who: yes
