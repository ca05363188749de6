--TEST--
Many coroutines share one client: each gets its own answer, and their commands go out together
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    $before = calls($redis);
    $results = all(array_map(fn ($i) => function () use ($redis, $i) {
        $key = key_of("share:$i");
        for ($wrong = $j = 0; $j < 50; $j++) {
            $redis->set($key, "$i:$j", 60);
            $wrong += $redis->get($key) !== "$i:$j";
            $wrong += $redis->hIncrBy("$key:h", 'n', 1) !== $j + 1;
        }
        return $wrong + ($redis->del($key, "$key:h") !== 2);
    }, range(0, 99)));
    claim('all answers are right', array_sum($results), 0);
    claim('one connection', $redis->getDBNum(), 0);

    // 15,100 commands: alone, each would be a read of the server's.
    [$commands, $reads] = array_map(fn ($a, $b) => $a - $b, calls($redis), $before);
    claim('all were sent', $commands > 15000);
    claim('many at a time', $commands / $reads > 10 ?: $commands / $reads);
});

function calls($redis): array
{
    $info = $redis->info('stats');
    return array_map(fn ($name) => preg_match("/$name:(\d+)/", $info, $m) ? (int) $m[1] : 0, ['total_commands_processed', 'total_reads_processed']);
}
?>
--EXPECT--
all answers are right: yes
one connection: yes
all were sent: yes
many at a time: yes
