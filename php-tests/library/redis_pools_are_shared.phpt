--TEST--
Coroutines share the connections of a Redis pool
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $config = (new Swoole\Database\RedisConfig())->withHost('127.0.0.1')->withPort((int) service('REDIS_PORT'))
        ->withTimeout(2)->withReadTimeout(2)->withDbIndex(3)->withOption(Redis::OPT_PREFIX, 'pool:');
    $pool = new Swoole\Database\RedisPool($config, 5);
    $values = all(array_map(fn ($i) => function () use ($pool, $i) {
        $redis = $pool->get();
        $redis->set("key$i", "value$i");
        $value = $redis->get("key$i");
        $pool->put($redis);
        return $value;
    }, range(0, 99)));
    claim('each its own', $values, array_map(fn ($i) => "value$i", range(0, 99)));
    $connections = count(array_filter($pool->get()->client('list'), fn ($client) => (int) $client['db'] === 3));
    // A server that is quick enough leaves no need for the fifth.
    claim('by few connections', $connections >= 1 && $connections <= 5, true);
    $plain = new Redis();
    $plain->connect('127.0.0.1', (int) service('REDIS_PORT'));
    $plain->select(3);
    claim('with the options', $plain->mGet(array_map(fn ($i) => "pool:key$i", range(0, 99))), $values);
    $plain->flushDB();
});
?>
--EXPECT--
each its own: yes
by few connections: yes
with the options: yes
