--TEST--
An exception that leaves a coroutine ends the script; a try around Co\run does not catch it
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
try {
    Co\run(function () {
        go(function () {
            Co::sleep(0.001);
            throw new LogicException('from a coroutine');
        });
        Co::sleep(1);
        echo "WRONG\n";
    });
} catch (Exception) {
    echo "WRONG too\n";
}
PHP);
?>
--EXPECTF--
%AUncaught LogicException: from a coroutine in %A
exit status 255
