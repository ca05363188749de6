--TEST--
Deferred callbacks also run when the coroutine dies of an exception
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
Co\run(function () {
    defer(function () { echo "deferred\n"; });
    throw new Exception('boom');
});
PHP);
?>
--EXPECTF--
%AUncaught Exception: boom%A
deferred
exit status 255
