--TEST--
daemon() goes on in a child without a terminal; what waits goes on waiting
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$child = new Process(function () use ($pair) {
    $before = getmypid();
    go(function () use ($pair, $before) {
        $line = fgets($pair[0]);
        fwrite($pair[0], json_encode([trim($line), getmypid() !== $before, posix_getsid(0) === $before, getcwd() === '/']) . "\n");
    });
    Process::daemon(false, true);
    Swoole\Event::wait();
});
Swoole\Runtime::enableCoroutine();
$child->start();
claim('the child itself ended', Process::wait()['code'], 0);
fwrite($pair[1], "hello\n");
claim('who went on', json_decode(fgets($pair[1])), ['hello', true, false, true]);
?>
--EXPECT--
the child itself ended: yes
who went on: yes
