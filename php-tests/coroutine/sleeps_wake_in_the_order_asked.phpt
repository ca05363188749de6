--TEST--
Sleeps with the same deadline wake in the order in which they were asked for
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $woke = [];
    $wg = new Swoole\Coroutine\WaitGroup;
    for ($i = 0; $i < 200; $i++) {
        $wg->add();
        go(function () use ($i, &$woke, $wg) {
            Co::sleep(0.02);
            $woke[] = $i;
            $wg->done();
        });
    }
    $wg->wait();
    claim('first in, first out', $woke, range(0, 199));
});
?>
--EXPECT--
first in, first out: yes
