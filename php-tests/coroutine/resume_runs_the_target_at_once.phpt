--TEST--
resume() runs the target at once, until it waits again, and then returns true
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () {
        echo "1\n";
        claim('yield returns true', Co::yield());
        echo "3\n";
        Co::suspend();
        echo "5\n";
    });
    echo "2\n";
    claim('resume returns true', Co::resume($id));
    echo "4\n";
    Co::resume($id);
    echo "6\n";
    claim('it has ended', Co::exists($id), false);
});
?>
--EXPECT--
1
2
yield returns true: yes
3
resume returns true: yes
4
5
6
it has ended: yes
