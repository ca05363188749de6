--TEST--
setTimeLimit(0) returns false
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    claim('0', Co::setTimeLimit(0), false);
});
?>
--EXPECT--
0: yes
