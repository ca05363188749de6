--TEST--
join() counts coroutines that have ended already as done, and with none left it returns false
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $ended = go(function () {});
    $slow = go(function () { Co::sleep(0.001); });
    claim('one ended, one lives', Co::join([$ended, $slow]), true);
    claim('all ended', Co::join([$ended, $slow]), false);
    claim('the code', swoole_last_error(), SWOOLE_ERROR_INVALID_PARAMS);
});
?>
--EXPECT--
one ended, one lives: yes
all ended: yes
the code: yes
