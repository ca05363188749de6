--TEST--
The constructor and add() take a number
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\WaitGroup;

Co\run(function () {
    $wg = new WaitGroup(2);
    $wg->add(3);
    claim('count', $wg->count(), 5);
    for ($i = 0; $i < 5; $i++) {
        go(function () use ($wg) { Co::sleep(0.001); $wg->done(); });
    }
    claim('wait', $wg->wait());
});
?>
--EXPECT--
count: yes
wait: yes
