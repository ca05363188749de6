--TEST--
By-reference variables, statics and globals are shared between coroutines, as in any PHP program
--FILE--
<?php
require __DIR__ . '/../include.inc';

function counter() { static $n = 0; return ++$n; }
$global = 0;
Co\run(function () {
    $shared = 0;
    for ($i = 0; $i < 3; $i++) {
        go(function () use (&$shared) {
            $shared++;
            counter();
            $GLOBALS['global']++;
            Co::sleep(0.001);
        });
    }
    claim('shared', [$shared, counter(), $GLOBALS['global']], [3, 4, 3]);
});
?>
--EXPECT--
shared: yes
