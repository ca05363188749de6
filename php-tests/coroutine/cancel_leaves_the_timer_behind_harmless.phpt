--TEST--
The timer of a canceled sleep wakes nobody later
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $id = go(function () {
        Co::sleep(0.005);
        claim('canceled', Co::isCanceled());
        $start = hrtime(true);
        Co::sleep(0.03);
        claim('the second sleep is not cut short', ms_since($start) >= 30);
    });
    Co::cancel($id);
});
?>
--EXPECT--
canceled: yes
the second sleep is not cut short: yes
