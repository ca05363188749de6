--TEST--
The @ operator silences its own coroutine only, across waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    all([
        function () {
            $x = @(function () { Co::sleep(0.003); return $undefined_a; })();
            claim('afterwards', error_reporting(), E_ALL);
        },
        function () {
            Co::sleep(0.001);
            claim('the other sees all', error_reporting(), E_ALL);
            echo $undefined_b;
        },
    ]);
});
?>
--EXPECTF--
the other sees all: yes

Warning: Undefined variable $undefined_b in %s on line %d
afterwards: yes
