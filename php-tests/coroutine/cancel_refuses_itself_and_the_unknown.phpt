--TEST--
cancel() of itself or of nobody returns false and sets the error code
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    claim('nobody', Co::cancel(999), false);
    claim('its code', swoole_last_error(), SWOOLE_ERROR_CO_NOT_EXISTS);
    claim('itself', Co::cancel(Co::getCid()), false);
    claim('its code', swoole_last_error(), SWOOLE_ERROR_CO_CANNOT_CANCEL);
    $id = go(function () {});
    claim('an ended one', Co::cancel($id), false);
    claim('its code', swoole_last_error(), SWOOLE_ERROR_CO_NOT_EXISTS);
    $parent = Co::getCid();
    go(function () use ($parent) {
        claim('the parent, which waits for its child', Co::cancel($parent), false);
    });
});
?>
--EXPECT--
nobody: yes
its code: yes
itself: yes
its code: yes
an ended one: yes
its code: yes
the parent, which waits for its child: yes
