--TEST--
getElapsed() counts the milliseconds since the coroutine began, -1 for nobody
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () { Co::sleep(0.02); Co::yield(); });
    Co::sleep(0.03);
    claim('of another', Co::getElapsed($id) >= 20);
    claim('of itself', Co::getElapsed() >= 30);
    claim('of nobody', Co::getElapsed(999), -1);
    Co::resume($id);
});
?>
--EXPECT--
of another: yes
of itself: yes
of nobody: yes
