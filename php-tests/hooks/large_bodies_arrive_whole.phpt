--TEST--
Large bodies arrive whole in every coroutine
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $expected = str_repeat('m', 1048576);
    $bodies = all(array_fill(0, 20, fn () => file_get_contents(service('HTTP_URL') . '/1m.txt') === $expected));
    claim('all the same', array_unique($bodies), [true]);
});
?>
--EXPECT--
all the same: yes
