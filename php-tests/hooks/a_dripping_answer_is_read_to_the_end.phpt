--TEST--
An answer that comes in pieces is read to its end
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $bodies = all(array_fill(0, 5, fn () => strlen(file_get_contents(service('SLOW_URL') . '/?ms=10&drip=10&bytes=5000'))));
    claim('lengths', $bodies, [5000, 5000, 5000, 5000, 5000]);
});
?>
--EXPECT--
lengths: yes
