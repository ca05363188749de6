--TEST--
waitSignal() waits for any of some signals, which do nothing else meanwhile
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

Co\run(function () {
    $handled = 0;
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, function () use (&$handled) { $handled++; });

    $kill = fn (int $signal) => go(function () use ($signal) { Co::sleep(0.001); posix_kill(posix_getpid(), $signal); });
    $kill(SIGUSR1);
    claim('one', System::waitSignal(SIGUSR1), SIGUSR1);
    $kill(SIGUSR2);
    claim('any of two', System::waitSignal([SIGUSR1, SIGUSR2]), SIGUSR2);
    claim('none in time', [System::waitSignal(SIGUSR1, 0.001), swoole_last_error()], [false, SWOOLE_ERROR_CO_TIMEDOUT]);
    claim('PHP heard nothing', $handled, 0);

    $kill(SIGUSR2);
    claim('all who wait hear', all([fn () => Co::waitSignal(SIGUSR2), fn () => Co::waitSignal([SIGUSR2])]), [SIGUSR2, SIGUSR2]);
    posix_kill(posix_getpid(), SIGUSR1);
    claim('afterwards it is as before', $handled, 1);

    foreach ([SIGCHLD, SIGKILL, 1000, -1, [SIGUSR1, 0]] as $wrong) {
        claim('no such signal', @System::waitSignal($wrong, 0.01), false);
    }
    System::waitSignal(1000);
});
?>
--EXPECTF--
one: yes
any of two: yes
none in time: yes
PHP heard nothing: yes
all who wait hear: yes
afterwards it is as before: yes
no such signal: yes
no such signal: yes
no such signal: yes
no such signal: yes
no such signal: yes

Warning: Swoole\Coroutine\System::waitSignal(): Invalid signal in the given list in %s on line %d
