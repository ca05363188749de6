--TEST--
join() waits until every listed coroutine has ended
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $ended = [];
    $ids = [];
    foreach ([3, 1, 2] as $n) {
        $ids[] = go(function () use ($n, &$ended) {
            Co::sleep($n / 100);
            $ended[] = $n;
        });
    }
    claim('join', Co::join($ids), true);
    sort($ended);
    claim('all have ended', $ended, [1, 2, 3]);
});
?>
--EXPECT--
join: yes
all have ended: yes
