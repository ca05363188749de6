--TEST--
resume() of what is dead, running, waiting for something else or unknown warns and returns false
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $dead = go(function () {});
    $asleep = go(function () { claim('sleeps on', Co::sleep(0.01)); });
    $parent = Co::getCid();
    foreach (['dead' => $dead, 'itself' => $parent, 'asleep' => $asleep, 'unknown' => 999, 'zero' => 0, 'negative' => -1, 'smallest' => PHP_INT_MIN] as $name => $id) {
        claim($name, @Co::resume($id), false);
    }
    go(function () use ($parent) { claim('the parent', @Co::resume($parent), false); });
    Co::resume(999);
});
?>
--EXPECTF--
dead: yes
itself: yes
asleep: yes
unknown: yes
zero: yes
negative: yes
smallest: yes
the parent: yes

Warning: Swoole\Coroutine::resume(): can not resume the coroutine which is in IO operation or non-existent in %s on line %d
sleeps on: yes
