--TEST--
Co::sleep() below a millisecond warns and returns false
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach ([0, -1, 0.0009, -INF] as $seconds) {
        claim(var_export($seconds, true), @Co::sleep($seconds), false);
    }
    Co::sleep(0);
});
?>
--EXPECTF--
0: yes
-1: yes
0.0009: yes
-INF: yes

Warning: Swoole\Coroutine::sleep(): Timer must be greater than or equal to 0.001 in %s on line %d
