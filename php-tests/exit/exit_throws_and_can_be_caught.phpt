--TEST--
exit() in a coroutine throws Swoole\ExitException with the status
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach ([null, 0, 7, 'text', true] as $status) {
        go(function () use ($status) {
            try {
                $status === null ? exit : exit($status);
            } catch (Swoole\ExitException $e) {
                claim(var_export($status, true), [$e->getStatus(), $e->getMessage(), $e->getFlags()], [$status, 'swoole exit', SWOOLE_EXIT_IN_COROUTINE]);
            }
        });
    }
    try {
        die('die');
    } catch (Swoole\Exception $e) {
        claim('die', $e->getStatus(), 'die');
    }
});
echo "the script goes on\n";
?>
--EXPECT--
NULL: yes
0: yes
7: yes
'text': yes
true: yes
die: yes
the script goes on
