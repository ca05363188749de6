--TEST--
Functions of the library are internal ones with the errors, backtraces and references of functions written in PHP
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\map;

claim('there at once', function_exists('Swoole\Coroutine\batch') && function_exists('swoole_string'));
try {
    swoole_string(1);
} catch (TypeError $e) {
    claim('strict types', $e->getMessage(), 'swoole_string(): Argument #1 ($string) must be of type string, int given, '
        . 'called in ' . __FILE__ . ' on line ' . __LINE__ - 3);
}
try {
    swoole_table(8, 'id:nothing');
} catch (RuntimeException $e) {
    claim('one frame a call', array_column($e->getTrace(), 'function'), ['swoole_table']);
    claim('of the caller', $e->getTrace()[0]['line'], __LINE__ - 3);
    claim('thrown in the library', $e->getFile(), '@swoole/library/functions.php');
}
claim('named arguments', swoole_array_default_value(key: 'b', array: ['a' => 1], default_value: 7), 7);
claim('any number', swoole_array_list(1, 2, 3)->toArray(), [1, 2, 3]);
claim('not for users', [@swoole_internal_call_user_shutdown_begin(), error_get_last()['message']], [false, 'swoole_internal_call_user_shutdown_begin(): can not call this function in user level']);
swoole_test_kernel_coroutine();
claim('as a callback', array_map('swoole_string', ['a', 'b'])[1]->toString(), 'b');

Co\run(function () {
    $lines = ['before'];
    claim('the last line', swoole_exec('printf "a\nb\n"; exit 3', $lines, $status), 'b');
    claim('by reference', [$lines, $status], [['before', 'a', 'b'], 3]);
    $before = Co::stats()['coroutine_num'];
    swoole_test_kernel_coroutine(1, 0.001);
    claim('one more coroutine', Co::stats()['coroutine_num'], $before + 1);
    wait_until(fn () => Co::stats()['coroutine_num'] === $before);
    claim('a nested call', map([1, 2], fn ($x) => map([$x], fn ($y) => $y * 2)[0]), [2, 4]);
    try {
        swoole_array_default_value(...);
        throw new Exception('from here');
    } catch (Exception $e) {
        claim('exceptions', outcome(fn () => (swoole_string(...))([])), "TypeError: swoole_string(): Argument #1 (\$string)"
            . ' must be of type string, array given, called in ' . __FILE__ . ' on line ' . __LINE__ - 1);
    }
});
?>
--EXPECT--
there at once: yes
strict types: yes
one frame a call: yes
of the caller: yes
thrown in the library: yes
named arguments: yes
any number: yes
not for users: yes
as a callback: yes
the last line: yes
by reference: yes
one more coroutine: yes
a nested call: yes
exceptions: yes
