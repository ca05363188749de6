--TEST--
alarm() raises SIGALRM again and again, until it is stopped
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

swoole_async_set(['wait_signal' => true]);
$times = 0;
Process::signal(SIGALRM, function () use (&$times) {
    if (++$times === 3) {
        claim('stopped', Process::alarm(-1));
        Process::signal(SIGALRM);
    }
});
claim('started', Process::alarm(2000));
Swoole\Event::wait();
claim('three times', $times, 3);
claim('not with such a clock', @Process::alarm(1000, 9), false);
Swoole\Timer::after(1, fn () => claim('not beside timers', @Process::alarm(1000), false));
Swoole\Event::wait();
?>
--EXPECT--
started: yes
stopped: yes
three times: yes
not with such a clock: yes
not beside timers: yes
