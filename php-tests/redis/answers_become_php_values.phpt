--TEST--
Answers become PHP's values, and in compatibility mode those of phpredis
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    $k = key_of('k');
    $redis->del($k, "$k:h", "$k:z", "$k:l", "$k:x");
    claim('true for OK', $redis->set($k, 'text'));
    claim('a string', $redis->get($k), 'text');
    claim('null for nothing', $redis->get("$k:none"), null);
    claim('an int', $redis->strLen($k), 4);
    claim('a type', $redis->type($k), SWOOLE_REDIS_TYPE_STRING);
    claim('conditions', [$redis->set($k, 'x', ['nx']), $redis->set($k, "\0\r\n", ['xx', 'ex' => 10]), $redis->get($k), $redis->ttl($k)], [null, true, "\0\r\n", 10]);
    claim('an error', [$redis->hGet($k, 'f'), $redis->errType, $redis->errCode, strtok($redis->errMsg, ' ')], [false, SWOOLE_REDIS_ERR_OTHER, SOCKET_EINVAL, 'WRONGTYPE']);
    claim('which the next command clears', [$redis->exists($k), $redis->errType, $redis->errCode, $redis->errMsg], [1, 0, 0, '']);

    $redis->hMSet("$k:h", ['a' => 1, 'b' => 'two', 5 => 'five']);
    claim('hGetAll', $redis->hGetAll("$k:h"), ['a', '1', 'b', 'two', '5', 'five']);
    claim('hMGet', $redis->hMGet("$k:h", ['b', 'none']), ['two', null]);
    $redis->zAdd("$k:z", 1.5, 'a', 2, 'b');
    claim('zRange', $redis->zRange("$k:z", 0, -1, true), ['a', '1.5', 'b', '2']);
    $id = $redis->xAdd("$k:x", '*', ['field' => 'value']);

    $redis->setOptions(['compatibility_mode' => true]);
    claim('get, compatible', $redis->get("$k:none"), false);
    claim('hGetAll, compatible', $redis->hGetAll("$k:h"), ['a' => '1', 'b' => 'two', 5 => 'five']);
    claim('hMGet, compatible', $redis->hMGet("$k:h", ['b', 'none']), ['b' => 'two', 'none' => false]);
    claim('hExists, compatible', $redis->hExists("$k:h", 'a'), true);
    claim('zRange, compatible', $redis->zRange("$k:z", 0, -1, true), ['a' => 1.5, 'b' => 2.0]);
    claim('xRead, compatible', $redis->xRead(["$k:x" => '0']), ["$k:x" => [$id => ['field' => 'value']]]);

    $redis->setOptions(['serialize' => true]);
    $redis->set($k, ['x' => [1, 2.5, null]]);
    claim('serialized', $redis->get($k), ['x' => [1, 2.5, null]]);
    claim('what was not serialized', $redis->hGet("$k:h", 'b'), 'two');
    $redis->del($k, "$k:h", "$k:z", "$k:l", "$k:x");
});
?>
--EXPECT--
true for OK: yes
a string: yes
null for nothing: yes
an int: yes
a type: yes
conditions: yes
an error: yes
which the next command clears: yes
hGetAll: yes
hMGet: yes
zRange: yes
get, compatible: yes
hGetAll, compatible: yes
hMGet, compatible: yes
hExists, compatible: yes
zRange, compatible: yes
xRead, compatible: yes
serialized: yes
what was not serialized: yes
