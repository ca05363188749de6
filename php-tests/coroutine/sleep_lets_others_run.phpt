--TEST--
While one coroutine sleeps the others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        echo "1\n";
        claim('sleep returns true', Co::sleep(0.002));
        echo "4\n";
    });
    go(function () {
        echo "2\n";
        Co::sleep(0.001);
        echo "3\n";
    });
});
?>
--EXPECT--
1
2
3
sleep returns true: yes
4
