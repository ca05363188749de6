--TEST--
A thousand coroutines share ten connections: served in the order of asking, nobody starves
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $made = $inUse = $most = 0;
    $order = [];
    $pool = new Swoole\ConnectionPool(function () use (&$made) {
        Co::sleep(0.001);
        return (object) ['id' => ++$made];
    }, 10);
    $group = new Co\WaitGroup(1000);
    for ($i = 0; $i < 1000; $i++) {
        go(function () use ($pool, $group, $i, &$order, &$inUse, &$most) {
            $connection = $pool->get();
            $order[] = $i;
            $most = max($most, ++$inUse);
            Co::sleep(0.001);
            $inUse--;
            $pool->put($connection);
            $group->done();
        });
    }
    claim('all are served in time', $group->wait(30));
    claim('connections', $made, 10);
    claim('never more at a time', $most, 10);
    claim('in order', $order, range(0, 999));
    $pool->close();
    claim('closed', outcome(fn () => $pool->get()), 'RuntimeException: Pool has been closed');
});
?>
--EXPECT--
all are served in time: yes
connections: yes
never more at a time: yes
in order: yes
closed: yes
