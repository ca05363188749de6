--TEST--
An uncaught exit ends the script; shutdown functions run and the process has the status that was given
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
register_shutdown_function(function () { echo "shutdown function\n"; });
Co\run(function () {
    go(function () {
        defer(function () { echo "deferred\n"; });
        Co::sleep(0.001);
        exit(3);
    });
    Co::sleep(1);
    echo "WRONG\n";
});
echo "WRONG too\n";
PHP);
?>
--EXPECTF--
%AUncaught Swoole\ExitException: swoole exit in %A
deferred
shutdown function
exit status 3
