--TEST--
getStackUsage() gives bytes for a live coroutine and false for nobody
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () { Co::yield(); });
    claim('of itself', Co::getStackUsage() > 0);
    claim('of another', Co::getStackUsage($id) > 0);
    claim('of nobody', Co::getStackUsage(999), false);
    Co::resume($id);
});
?>
--EXPECT--
of itself: yes
of another: yes
of nobody: yes
