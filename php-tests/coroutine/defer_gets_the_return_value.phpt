--TEST--
A deferred callback gets the coroutine's return value and runs inside it
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () {
        defer(function (...$arguments) {
            claim('the value', $arguments, ['result']);
            claim('the id', Co::getCid(), 2);
            Co::sleep(0.001);
            echo "may wait\n";
        });
        return 'result';
    });
    claim('still there', Co::exists($id));
});
?>
--EXPECT--
the value: yes
the id: yes
still there: yes
may wait
