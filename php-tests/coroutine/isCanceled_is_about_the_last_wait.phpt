--TEST--
isCanceled() is about the last wait: a later one that ends by itself clears it
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () {
        claim('before', Co::isCanceled(), false);
        Co::sleep(1000);
        claim('after a canceled wait', Co::isCanceled(), true);
        claim('the next wait works', Co::sleep(0.001), true);
        claim('after it', Co::isCanceled(), false);
    });
    Co::cancel($id);
});
?>
--EXPECT--
before: yes
after a canceled wait: yes
the next wait works: yes
after it: yes
