--TEST--
A lost connection is made again by the next command, with its database, unless that was turned off
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    [$redis, $killer] = [redis(), redis()];
    $kill = fn ($redis) => $killer->client('KILL', 'ID', $redis->client('ID'));
    $key = key_of('reconnect');
    $redis->select(3);
    $redis->set($key, 'three', 60);
    $old = $redis->client('ID');
    $kill($redis);
    claim('the database is selected again', $redis->get($key), 'three');
    claim('on another connection', $redis->client('ID') !== $old);
    claim('its number', $redis->getDBNum(), 3);

    claim('closed', [$redis->close(), $redis->connected, $redis->close()], [true, false, false]);
    claim('and open again', [$redis->get($key), $redis->connected], ['three', true]);

    $kill($redis);
    $results = all(array_fill(0, 20, fn () => $redis->get($key)));
    claim('for all that share it', array_unique($results), ['three']);
    $redis->del($key);

    // A transaction goes on nowhere else.
    $id = $redis->client('ID');
    $redis->multi();
    $killer->client('KILL', 'ID', $id);
    claim('lost within a transaction', [$redis->set($key, 'alone'), $redis->errMsg], [false, 'the connection was lost within a transaction']);
    claim('until it ends', $redis->exec(), false);
    claim('nothing was set', $redis->exists($key), 0);

    $redis->setOptions(['reconnect' => 0]);
    $kill($redis);
    claim('turned off', [$redis->get($key), $redis->errType, $redis->connected], [false, SWOOLE_REDIS_ERR_CLOSED, false]);
});
?>
--EXPECT--
the database is selected again: yes
on another connection: yes
its number: yes
closed: yes
and open again: yes
for all that share it: yes
lost within a transaction: yes
until it ends: yes
nothing was set: yes
turned off: yes
