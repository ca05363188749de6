--TEST--
Ids count up from 1 and an ended coroutine's id is not given again
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    claim('the first is 1', Co::getCid(), 1);
    $a = go(function () {});
    $b = go(function () {});
    claim('the next follow', [$a, $b], [2, 3]);
});
Co\run(function () {
    claim('a second run goes on counting', Co::getCid(), 4);
});
?>
--EXPECT--
the first is 1: yes
the next follow: yes
a second run goes on counting: yes
