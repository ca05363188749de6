--TEST--
A warning after a wait names the file and line where it happened
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        Co::sleep(0.001);
        echo $undefined_a;
    });
    go(function () {
        echo $undefined_b;
    });
});
?>
--EXPECTF--
Warning: Undefined variable $undefined_b in %swarnings_name_the_right_place.php on line 10

Warning: Undefined variable $undefined_a in %swarnings_name_the_right_place.php on line 7
