--TEST--
A fatal error in a coroutine prints one message and runs the shutdown function
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
register_shutdown_function(function () { echo "\nshutdown: ", error_get_last()['message'], "\n"; });
Co\run(function () {
    go(function () { Co::yield(); });
    go(function () { Co::sleep(0.001); trigger_error('no way', E_USER_ERROR); });
    Co::sleep(1);
    echo "WRONG\n";
});
PHP);
?>
--EXPECTF--
Fatal error: no way in %s on line %d

shutdown: no way
exit status 255
