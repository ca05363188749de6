--TEST--
Co\run() inside a coroutine is a fatal error
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
Co\run(function () {
    Co\run(function () { echo "WRONG\n"; });
    echo "WRONG too\n";
});
PHP);
?>
--EXPECTF--
%AFatal error: Swoole\Coroutine\Scheduler::start(): Unable to call Event::wait() in coroutine in %s
exit status 255
