--TEST--
swoole.blocking_detection names what held the loop, once a place; without it nothing is said
--FILE--
<?php
require __DIR__ . '/../include.inc';

$code = <<<'CODE'
<?php
function work() {
    usleep(30000);
}
class Cruncher {
    function crunch() {
        for ($start = hrtime(true), $now = 0; $now < $start + 30e6; ) {
            for ($i = 0; $i < 10000; $i++) { $x = $i; }
            $now = hrtime(true);
        }
    }
}
Co\run(function () {
    Swoole\Runtime::setHookFlags(0);
    work();
    work();
    (new Cruncher)->crunch();
    Co::sleep(0.03);
    Swoole\Runtime::setHookFlags(SWOOLE_HOOK_ALL);
    work();
});
CODE;
echo run_script($code, 'swoole.blocking_detection=1', 'swoole.blocking_threshold=10000');
echo run_script($code);
?>
--EXPECTREGEX--
PHP Warning:  usleep\(\), called by work\(\), held the event loop for [3-9]\d\.\d ms in coroutine#1 in Standard input code on line 3
PHP Warning:  .*held the event loop for \d+\.\d ms in coroutine#1 in Standard input code on line [78]
(PHP Warning:  .*held the event loop for \d+\.\d ms in coroutine#1 in Standard input code on line [789]\n)*exit status 0\s+exit status 0
