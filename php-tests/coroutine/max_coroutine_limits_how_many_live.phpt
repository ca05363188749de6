--TEST--
Above max_coroutine go() warns and returns false; ended coroutines do not count
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co::set(['max_coroutine' => 3]);
Co\run(function () {
    for ($i = 0; $i < 10; $i++) {
        go(function () {});
    }
    echo "ten short ones\n";
    $a = go(function () { Co::yield(); });
    $b = go(function () { Co::yield(); });
    claim('one too many', go(function () { echo "WRONG\n"; }), false);
    Co::resume($a);
    claim('room again', is_int(go(function () {})));
    Co::resume($b);
});
?>
--EXPECTF--
ten short ones

Warning: go(): exceed max number of coroutine 3 in %s on line %d
one too many: yes
room again: yes
