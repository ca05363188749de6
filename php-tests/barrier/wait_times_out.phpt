--TEST--
Barrier::wait() with a timeout goes on without those that are late
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Barrier;

Co\run(function () {
    $barrier = Barrier::make();
    $id = go(function () use ($barrier) { Co::yield(); echo "late\n"; });
    $start = hrtime(true);
    Barrier::wait($barrier, 0.01);
    claim('not early', ms_since($start) >= 10);
    claim('the late one lives', Co::exists($id));
    Co::resume($id);
});
?>
--EXPECT--
not early: yes
the late one lives: yes
late
