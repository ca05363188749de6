--TEST--
A command that times out closes the connection, so that its late answer can be nobody else's
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis(['timeout' => 0.05]);
    $key = key_of('timeout');
    $start = hrtime(true);
    claim('no answer', $redis->blPop([$key], 10), false);
    claim('in time', ms_since($start) < 5000);
    claim('told', [$redis->errType, $redis->errCode, $redis->connected], [SWOOLE_REDIS_ERR_IO, SOCKET_ETIMEDOUT, false]);
    claim('the next answer is its own', $redis->echo('hello'), 'hello');

    $redis->setOptions(['timeout' => -1]);
    claim('null when the server gives up first', [$redis->blPop([$key], 1), $redis->errCode], [null, 0]);
});
?>
--EXPECT--
no answer: yes
in time: yes
told: yes
the next answer is its own: yes
null when the server gives up first: yes
