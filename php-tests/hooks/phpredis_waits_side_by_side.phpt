--TEST--
phpredis in many coroutines waits side by side
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $start = hrtime(true);
    $results = all(array_fill_keys(range(0, 9), function () {
        $redis = new Redis;
        $redis->connect('127.0.0.1', (int) service('REDIS_PORT'));
        $key = 'swirl:' . Co::getCid();
        $redis->set($key, $key);
        $same = $redis->get($key) === $key;
        $empty = $redis->blPop(["$key:empty"], 1);
        $redis->del($key);
        return [$same, $empty];
    }));
    claim('values', array_unique($results, SORT_REGULAR), [[true, []]]);
    claim('side by side', ms_since($start) < 5000);
});
?>
--EXPECT--
values: yes
side by side: yes
