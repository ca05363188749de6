--TEST--
Between disableScheduler() and enableScheduler() a coroutine is not preempted
--INI--
swoole.enable_preemptive_scheduler=1
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $others = 0;
    go(function () use (&$others) {
        claim('off', Co::disableScheduler());
        $start = hrtime(true);
        while (ms_since($start) < 60);
        claim('nobody else ran', $others, 0);
        claim('on', Co::enableScheduler());
        $start = hrtime(true);
        while (!$others && ms_since($start) < 20000);
        claim('the other ran', $others > 0);
    });
    $others = 1;
});
?>
--EXPECT--
off: yes
nobody else ran: yes
on: yes
the other ran: yes
