--TEST--
WaitGroup::wait() returns when done() has been called as often as was added
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\WaitGroup;

Co\run(function () {
    $wg = new WaitGroup;
    $done = 0;
    for ($i = 1; $i <= 3; $i++) {
        $wg->add();
        go(function () use ($wg, $i, &$done) {
            Co::sleep($i / 1000);
            $done++;
            $wg->done();
        });
    }
    claim('count', $wg->count(), 3);
    claim('wait', $wg->wait(), true);
    claim('done', $done, 3);
    claim('count at the end', $wg->count(), 0);
});
?>
--EXPECT--
count: yes
wait: yes
done: yes
count at the end: yes
