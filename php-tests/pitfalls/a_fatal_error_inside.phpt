--TEST--
A fatal error in a coroutine, deep in a C function: one message, the shutdown function may run coroutines again, status 255
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
class Twice {}
register_shutdown_function(function () {
    echo "\nshutdown: ", error_get_last()['message'], "\n";
    Co\run(function () { Co::sleep(0.001); echo "run again\n"; });
});
Co\run(function () {
    go(function () { Co::yield(); });
    go(function () { Co::sleep(0.001); array_map(function () { eval('class Twice {}'); }, [1]); });
    Co::sleep(10);
    echo "WRONG\n";
});
echo "WRONG\n";
PHP);
?>
--EXPECTF--
Fatal error: Cannot %s class Twice%s in %s on line %d

shutdown: Cannot %s class Twice%s
run again
exit status 255
