--TEST--
An uncaught CanceledException is an uncaught exception like any other
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
Co\run(function () {
    $id = go(function () {
        Co::sleep(1000);
    });
    Co::cancel($id, true);
    echo "WRONG\n";
});
PHP);
?>
--EXPECTF--
%AUncaught Swoole\Coroutine\CanceledException%A
exit status 255
