--TEST--
Options out of range are brought into range, never taken as they are
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach ([-5, 0, 'text', 1e300, PHP_INT_MIN] as $value) {
    Co::set(['max_coroutine' => $value]);
    Co\run(function () { if (!is_int(go(fn () => 1))) { echo "WRONG\n"; } });
}
foreach ([1, -5, PHP_INT_MAX, 100000] as $size) {
    Co::set(['c_stack_size' => $size]);
    Co\run(function () use ($size) {
        $got = Co::stats()['c_stack_size'];
        claim("stack of $size", $got >= 65536 && $got <= 1 << 30 && $got % 4096 === 0);
        go(fn () => array_map(fn ($x) => $x, [1]));
    });
}
?>
--EXPECT--
stack of 1: yes
stack of -5: yes
stack of 9223372036854775807: yes
stack of 100000: yes
