--TEST--
wait() and waitPid() give a child's number, exit code and signal
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

/** A child that ends in this way when its input does. */
function child(string $command): array
{
    $process = proc_open(['/bin/sh', '-c', "read x; $command"], [['pipe', 'r']], $pipes);
    return [proc_get_status($process)['pid'], $pipes[0], $process];
}

[$one, $input, $keep[]] = child('exit 3');
[$two, $input2, $keep[]] = child('kill -9 $$');
Co\run(function () use ($one, $two, $input, $input2) {
    claim('too early', [System::waitPid($one, 0.001), swoole_last_error()], [false, SOCKET_ETIMEDOUT]);
    claim('too early for any', [System::wait(0.001), swoole_last_error()], [false, SOCKET_ETIMEDOUT]);
    go(function () use ($input) { Co::sleep(0.001); fclose($input); });
    claim('an exit code', System::waitPid($one), ['pid' => $one, 'code' => 3, 'signal' => 0]);
    go(function () use ($input2) { Co::sleep(0.001); fclose($input2); });
    claim('a signal', System::wait(), ['pid' => $two, 'code' => 0, 'signal' => 9]);
    claim('nobody left', [System::wait(), swoole_last_error()], [false, 10]);
    claim('none of ours', [Co::waitPid(1), Co::waitPid(PHP_INT_MAX)], [false, false]);
});
?>
--EXPECT--
too early: yes
too early for any: yes
an exit code: yes
a signal: yes
nobody left: yes
none of ours: yes
