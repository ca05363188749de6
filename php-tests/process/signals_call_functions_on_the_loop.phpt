--TEST--
signal() calls a function on the loop, in a coroutine, and null takes it away
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$came = [];
claim('set', Process::signal(SIGUSR1, function (int $number) use (&$came) {
    $came[] = [$number, Co::getCid() > 0];
}));
Co\run(function () use (&$came) {
    foreach ([1, 2] as $times) {
        Process::kill(getmypid(), SIGUSR1);
        wait_until(function () use (&$came, $times) {
            return count($came) === $times;
        });
    }
    claim('called each time', $came, [[SIGUSR1, true], [SIGUSR1, true]]);
    claim('taken away', Process::signal(SIGUSR1));
    claim('only once', @Process::signal(SIGUSR1), false);
});
claim('a number that is none', @Process::signal(300, fn () => null), false);
claim('a function that is none', @Process::signal(SIGUSR1, 'no such function'), false);
echo error_get_last()['message'], "\n";
?>
--EXPECT--
set: yes
called each time: yes
taken away: yes
only once: yes
a number that is none: yes
a function that is none: yes
Swoole\Process::signal(): function 'no such function' is not callable
