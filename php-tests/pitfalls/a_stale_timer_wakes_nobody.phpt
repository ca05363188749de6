--TEST--
The timer of a wait that ended early wakes nobody, even when the coroutine's place has been taken
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    for ($i = 0; $i < 20; $i++) {
        $old = go(function () { Co::sleep(0.005); });
        Co::cancel($old);
        $channel = new chan(1);
        $popper = go(function () use ($channel) { $channel->pop(0.005); });
        $channel->push(1);
    }
    all(array_fill(0, 20, function () {
        $start = hrtime(true);
        Co::sleep(0.02);
        if (ms_since($start) < 20) {
            echo "EARLY\n";
        }
    }));
});
echo "done\n";
?>
--EXPECT--
done
