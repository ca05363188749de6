--TEST--
While one coroutine sleeps the others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $ran = false;
    go(function () use (&$ran) {
        echo "1\n";
        claim('sleep returns true', Co::sleep(0.001));
        claim('the other ran', $ran);
    });
    go(function () use (&$ran) {
        echo "2\n";
        $ran = true;
    });
});
?>
--EXPECT--
1
2
sleep returns true: yes
the other ran: yes
