--TEST--
join() refuses an empty list, itself, doubles and what does not exist
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    claim('empty', [Co::join([]), swoole_last_error()], [false, SWOOLE_ERROR_INVALID_PARAMS]);
    claim('itself', [Co::join([Co::getCid()]), swoole_last_error()], [false, SWOOLE_ERROR_WRONG_OPERATION]);
    claim('nobody', [Co::join([999]), swoole_last_error()], [false, SWOOLE_ERROR_INVALID_PARAMS]);
    $id = go(function () { Co::sleep(0.001); });
    claim('doubles', [Co::join([$id, $id]), swoole_last_error()], [false, SWOOLE_ERROR_WRONG_OPERATION]);
});
?>
--EXPECTF--
empty: yes

Warning: Swoole\Coroutine::join(): can not join self in %s on line %d
itself: yes
nobody: yes
doubles: yes
