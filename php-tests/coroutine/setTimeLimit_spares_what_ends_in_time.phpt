--TEST--
A coroutine that ends before its limit is left alone, and so is its successor
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        Co::setTimeLimit(0.01);
        echo "ended in time\n";
    });
    claim('the next sleeps undisturbed', Co::sleep(0.03));
});
?>
--EXPECT--
ended in time
the next sleeps undisturbed: yes
