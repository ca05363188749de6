--TEST--
With the preemptive scheduler a coroutine that never waits still lets others run
--INI--
swoole.enable_preemptive_scheduler=1
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $stop = false;
    go(function () use (&$stop) {
        $start = hrtime(true);
        for ($i = 0; !$stop && ms_since($start) < 20000; $i++);
        claim('stopped by the other', $stop);
    });
    $stop = true;
    echo "the other ran\n";
});
?>
--EXPECT--
the other ran
stopped by the other: yes
