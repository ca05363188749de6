--TEST--
exit() in a coroutine throws Swoole\ExitException with the status
--FILE--
<?php
require __DIR__ . '/../include.inc';

// Since PHP 8.4 exit is a function of int|string: what it is given is converted, its default is 0, and a text is the message, too.
$told = fn ($status) => match (true) {
    PHP_VERSION_ID < 80400 => [$status, 'swoole exit'],
    is_string($status) => [$status, $status],
    default => [(int) $status, 'swoole exit'],
};

Co\run(function () use ($told) {
    foreach ([null, 0, 7, 'text', true] as $status) {
        go(function () use ($status, $told) {
            try {
                $status === null ? exit : exit($status);
            } catch (Swoole\ExitException $e) {
                claim(var_export($status, true), [$e->getStatus(), $e->getMessage(), $e->getFlags()], [...$told($status), SWOOLE_EXIT_IN_COROUTINE]);
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
