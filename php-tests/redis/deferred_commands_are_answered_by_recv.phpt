--TEST--
Deferred commands only send; recv() fetches their answers in order
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    $key = key_of('defer');
    claim('off at first', $redis->getDefer(), false);
    claim('turned on', [$redis->setDefer(), $redis->getDefer()], [true, true]);
    claim('they say true', [$redis->set($key, 'x'), $redis->get($key), $redis->del($key)], [true, true, true]);
    claim('answers in order', [$redis->recv(), $redis->recv(), $redis->recv()], [true, 'x', 1]);
    claim('no more', [$redis->recv(), $redis->errType], [false, SWOOLE_REDIS_ERR_OTHER]);
    claim('subscribing is refused', [$redis->subscribe(['x']), $redis->errMsg], [false, 'subscribe cannot be used with defer enabled']);
    $redis->setDefer(false);
    claim('as before', $redis->get($key), null);
    $got = $redis->recv();
    claim('recv', $got, false);
});
?>
--EXPECTF--
off at first: yes
turned on: yes
they say true: yes
answers in order: yes
no more: yes
subscribing is refused: yes
as before: yes

Warning: Swoole\Coroutine\Redis::recv(): you should not use recv without defer or subscribe in %s on line %d
recv: yes
