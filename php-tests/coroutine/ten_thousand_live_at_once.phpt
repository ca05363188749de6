--TEST--
Ten thousand coroutines live at once and all end
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $sum = 0;
    for ($i = 1; $i <= 10000; $i++) {
        go(function () use ($i, &$sum) {
            Co::sleep(0.001);
            $sum += $i;
        });
    }
    claim('live', Co::stats()['coroutine_num'] > 9000);
    wait_until(fn () => Co::stats()['coroutine_num'] === 1);
    claim('the sum', $sum, 50005000);
});
?>
--EXPECT--
live: yes
the sum: yes
