--TEST--
A WaitGroup can be used again after its wait() has returned
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\WaitGroup;

Co\run(function () {
    $wg = new WaitGroup;
    for ($round = 1; $round <= 3; $round++) {
        $wg->add(2);
        for ($i = 0; $i < 2; $i++) {
            go(function () use ($wg) { Co::sleep(0.001); $wg->done(); });
        }
        claim("round $round", $wg->wait());
    }
});
?>
--EXPECT--
round 1: yes
round 2: yes
round 3: yes
