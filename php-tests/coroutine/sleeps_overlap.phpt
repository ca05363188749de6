--TEST--
A hundred sleeps of 50 ms take far less than 5 s in all
--FILE--
<?php
require __DIR__ . '/../include.inc';

$start = hrtime(true);
Co\run(function () {
    for ($i = 0; $i < 100; $i++) {
        go(function () { Co::sleep(0.05); });
    }
});
claim('they overlap', ms_since($start) < 2500);
claim('they sleep', ms_since($start) >= 50);
?>
--EXPECT--
they overlap: yes
they sleep: yes
