--TEST--
wait() with a timeout returns false when it comes first, and can be called again
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\WaitGroup;

Co\run(function () {
    $wg = new WaitGroup(1);
    $start = hrtime(true);
    claim('too short', $wg->wait(0.01), false);
    claim('not early', ms_since($start) >= 10);
    claim('still one', $wg->count(), 1);
    go(function () use ($wg) { Co::sleep(0.001); $wg->done(); });
    claim('again', $wg->wait(), true);
});
?>
--EXPECT--
too short: yes
not early: yes
still one: yes
again: yes
