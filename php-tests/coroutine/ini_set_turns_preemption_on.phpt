--TEST--
ini_set() turns the preemptive scheduler on and off, before the first coroutine and later
--FILE--
<?php
require __DIR__ . '/../include.inc';

/** Whether a coroutine that computes lets another one run, within a time. */
function gives_way(int $ms): bool
{
    $other = false;
    $seen = new Co\Channel(1);
    go(function () use (&$other, $seen, $ms) {
        $start = hrtime(true);
        while (!$other && ms_since($start) < $ms);
        $seen->push($other);
    });
    $other = true;
    return $seen->pop();
}

ini_set('swoole.enable_preemptive_scheduler', '1');
Co\run(function () {
    claim('on, from the first coroutine', gives_way(20000));
    ini_set('swoole.enable_preemptive_scheduler', '0');
    claim('off', gives_way(60), false);
    ini_set('swoole.enable_preemptive_scheduler', '1');
    claim('on again', gives_way(20000));
});
?>
--EXPECT--
on, from the first coroutine: yes
off: yes
on again: yes
