--TEST--
phpredis works by Unix socket, and one coroutine's push wakes another's blocking pop
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $connect = function () {
        $redis = new Redis;
        $redis->connect(service('REDIS_SOCKET'));
        return $redis;
    };
    $list = 'swirl:list:' . getmypid();
    $results = all([
        'popper' => fn () => $connect()->blPop([$list], 10),
        'pusher' => function () use ($connect, $list) { Co::sleep(0.01); return $connect()->rPush($list, 'hello'); },
    ]);
    claim('popped', $results['popper'], [$list, 'hello']);
});
?>
--EXPECT--
popped: yes
