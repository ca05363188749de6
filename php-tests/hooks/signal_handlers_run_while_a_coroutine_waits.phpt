--TEST--
A signal that comes while all wait runs its PHP handler at once
--FILE--
<?php
require __DIR__ . '/../include.inc';

pcntl_async_signals(true);
Co\run(function () {
    $handled = false;
    pcntl_signal(SIGUSR1, function () use (&$handled) { $handled = true; });
    go(function () { Co::sleep(0.005); posix_kill(getmypid(), SIGUSR1); });
    $start = hrtime(true);
    while (!$handled && ms_since($start) < 5000) { usleep(1000); }
    claim('handled', $handled);
});
?>
--EXPECT--
handled: yes
