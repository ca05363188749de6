--TEST--
While one coroutine blocks on a shared client, others' commands wait unsent, and giving up harms nobody
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    $key = key_of('list');
    $log = [];
    $results = all([
        'blocked' => function () use ($redis, $key, &$log) {
            $popped = $redis->blPop([$key], 10);
            $log[] = 'popped';
            return $popped;
        },
        'behind' => function () use ($redis, &$log) {
            $pong = $redis->echo('hello');
            $log[] = 'echoed';
            return $pong;
        },
        'gives up' => function () use ($redis) {
            $cid = Co::getCid();
            Co\go(function () use ($cid) { Co::cancel($cid); });
            Co\go(function () use ($cid) { Co::sleep(0.01); Co::cancel($cid); });
            return [$redis->echo('never sent'), $redis->errCode];
        },
        'pusher' => function () use ($key) {
            Co::sleep(0.05);
            return redis()->rPush($key, 'value');
        },
    ]);
    claim('popped', $results['blocked'], [$key, 'value']);
    claim('the one behind has its answer', $results['behind'], 'hello');
    claim('in this order', $log, ['popped', 'echoed']);
    claim('the one that gave up was told', $results['gives up'], [false, SOCKET_ECANCELED]);
    claim('the connection stands', $redis->connected);
});
?>
--EXPECT--
popped: yes
the one behind has its answer: yes
in this order: yes
the one that gave up was told: yes
the connection stands: yes
