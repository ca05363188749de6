--TEST--
A transaction whose coroutine ends without exec() is discarded, and holds nobody up
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    $key = key_of('orphan');
    $redis->set($key, 'before');
    Co\go(function () use ($redis, $key) {
        $redis->multi();
        $redis->set($key, 'never');
    });
    claim('the next answer is its own', $redis->get($key), 'before');
    claim('and no part of the transaction', $redis->set($key, 'after'));
    claim('which did not happen', $redis->get($key), 'after');
    $redis->del($key);
});
?>
--EXPECT--
the next answer is its own: yes
and no part of the transaction: yes
which did not happen: yes
