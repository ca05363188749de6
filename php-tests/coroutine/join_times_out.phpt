--TEST--
join() gives up at its timeout; the coroutines go on
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () { Co::yield(); echo "went on\n"; });
    $start = hrtime(true);
    claim('join', Co::join([$id], 0.01), false);
    claim('not early', ms_since($start) >= 10);
    claim('the code', swoole_last_error(), SWOOLE_ERROR_CO_TIMEDOUT);
    claim('it lives', Co::exists($id));
    Co::resume($id);
});
?>
--EXPECT--
join: yes
not early: yes
the code: yes
it lives: yes
went on
