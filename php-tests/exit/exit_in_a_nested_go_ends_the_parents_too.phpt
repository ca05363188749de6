--TEST--
exit() in a child ends its parents too
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
Co\run(function () {
    go(function () {
        go(function () { exit(5); });
        echo "WRONG\n";
    });
    echo "WRONG too\n";
});
PHP);
?>
--EXPECTF--
%AUncaught Swoole\ExitException: swoole exit in %A
exit status 5
