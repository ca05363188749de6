--TEST--
exists() is true while a coroutine runs or waits, and false before and after
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('nothing exists outside', Co::exists(1), false);
Co\run(function () {
    claim('itself', Co::exists(1), true);
    claim('not the next', Co::exists(2), false);
    $id = go(function () { Co::yield(); });
    claim('a waiting one', Co::exists($id), true);
    Co::resume($id);
    claim('an ended one', Co::exists($id), false);
    claim('0', Co::exists(0), false);
    claim('negative', Co::exists(-1), false);
});
?>
--EXPECT--
nothing exists outside: yes
itself: yes
not the next: yes
a waiting one: yes
an ended one: yes
0: yes
negative: yes
