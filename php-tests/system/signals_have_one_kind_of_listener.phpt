--TEST--
waitSignal() and functions set with Process::signal() do not mix
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;
use Swoole\Process;

set_error_handler(function ($level, $message) {
    echo preg_replace('~^.*?: ~', '', $message), "\n";
    return true;
});
Co\run(function () {
    Process::signal(SIGUSR1, fn () => null);
    claim('waiting is refused', System::waitSignal(SIGUSR2, 0.01), false);
    claim('taken away', Process::signal(SIGUSR1, null));
    go(function () use (&$got) {
        $got = System::waitSignal(SIGUSR2, 5);
    });
    claim('a function is refused', Process::signal(SIGUSR2, fn () => null), false);
    claim('for another signal it is not', Process::signal(SIGUSR1, fn () => null));
    Process::signal(SIGUSR1, null);
    Process::kill(getmypid(), SIGUSR2);
    wait_until(function () use (&$got) {
        return $got !== null;
    });
    claim('it came', $got, SIGUSR2);
    claim('then a function may be set', Process::signal(SIGUSR2, fn () => null));
    Process::signal(SIGUSR2, null);
});
?>
--EXPECT--
Unable to wait signal, async signal listener has been registered
waiting is refused: yes
taken away: yes
signal [12] processor has been registered by the system
a function is refused: yes
for another signal it is not: yes
it came: yes
then a function may be set: yes
