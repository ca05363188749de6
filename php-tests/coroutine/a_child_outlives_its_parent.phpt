--TEST--
A coroutine goes on after the one that created it has ended
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        go(function () {
            Co::sleep(0.002);
            claim('the parent has ended', Co::exists(2), false);
            claim('its id is still known', Co::getPcid(), 2);
        });
        echo "parent ends\n";
    });
    echo "main ends\n";
});
echo "run ends\n";
?>
--EXPECT--
parent ends
main ends
the parent has ended: yes
its id is still known: yes
run ends
