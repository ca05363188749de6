--TEST--
The @ operator silences its own coroutine only, across waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $signal = new chan;
    all([
        function () use ($signal) {
            $x = @(function () use ($signal) { $signal->pop(); return $undefined_a; })();
            claim('afterwards', error_reporting(), E_ALL);
        },
        function () use ($signal) {
            claim('the other sees all', error_reporting(), E_ALL);
            echo $undefined_b;
            $signal->push(1);
        },
    ]);
});
?>
--EXPECTF--
the other sees all: yes

Warning: Undefined variable $undefined_b in %s on line %d
afterwards: yes
