--TEST--
scan() and its kin visit everything, and every other command is a method as well
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    $key = key_of('scan');
    for ($i = 0; $i < 1000; $i++) {
        $redis->sAdd("$key:s", "m$i");
        $redis->hSet("$key:h", "f$i", $i);
        $redis->zAdd("$key:z", $i / 2, "m$i");
    }
    $collect = function (callable $next) {
        for ($all = [], $cursor = null; ($found = $next($cursor)) !== false; ) { $all += array_is_list($found) ? array_flip($found) : $found; }
        return [count($all), $cursor, $all];
    };
    [$count, $end, ] = $collect(function (&$c) use ($redis, $key) { return $redis->sScan("$key:s", $c, 'm*', 100); });
    claim('a set', [$count, $end], [1000, 0]);
    [$count, , $all] = $collect(function (&$c) use ($redis, $key) { return $redis->hScan("$key:h", $c); });
    claim('a hash', [$count, $all['f999']], [1000, '999']);
    [$count, , $all] = $collect(function (&$c) use ($redis, $key) { return $redis->zScan("$key:z", $c); });
    claim('a sorted set', [$count, $all['m3']], [1000, 1.5]);
    [, , $all] = $collect(function (&$c) use ($redis, $key) { return $redis->scan($c, "$key:*"); });
    ksort($all);
    claim('keys', array_keys($all), ["$key:h", "$key:s", "$key:z"]);

    claim('any other command', [$redis->object('ENCODING', "$key:h"), $redis->geoAdd("$key:g", 13.361389, 38.115556, 'Palermo'), $redis->hRandField("$key:h") !== null], ['hashtable', 1, true]);
    claim('lists are spread', $redis->sMIsMember("$key:s", ['m1', 'none', 'm2']), [1, 0, 1]);
    claim('by words', $redis->request(['SCARD', "$key:s"]), 1000);
    claim('one that is none', [$redis->noSuchCommand(1), strtok($redis->errMsg, "'")], [false, 'ERR unknown command ']);
    claim('deleted', $redis->unlink(["$key:s", "$key:h", "$key:z", "$key:g"]), 4);
});
?>
--EXPECT--
a set: yes
a hash: yes
a sorted set: yes
keys: yes
any other command: yes
lists are spread: yes
by words: yes
one that is none: yes
deleted: yes
