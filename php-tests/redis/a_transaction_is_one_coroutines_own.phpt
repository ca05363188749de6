--TEST--
A transaction on a shared client is one coroutine's own: the others' commands wait until it has ended
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    [$a, $b] = [key_of('a'), key_of('b')];
    $redis->del($a, $b);
    $log = [];
    $results = all([
        'transaction' => function () use ($redis, $a, &$log) {
            $redis->multi();
            $redis->set($a, 'in');
            Co::sleep(0.02);
            $redis->get($a);
            $log[] = 'exec';
            return $redis->exec();
        },
        'other' => function () use ($redis, $b, &$log) {
            $value = [$redis->set($b, 'out'), $redis->get($b)];
            $log[] = 'other';
            return $value;
        },
    ]);
    claim('the transaction has its two answers', $results['transaction'], [true, 'in']);
    claim('the other has its own', $results['other'], [true, 'out']);
    claim('the other came after', $log, ['exec', 'other']);

    $redis->watch($a);
    $redis->set($a, 'changed');
    $redis->multi();
    $redis->set($a, 'lost');
    claim('a change of a watched key is seen', $redis->exec(), null);
    claim('and undoes the transaction', $redis->get($a), 'changed');

    $redis->multi();
    $redis->set($a, 'lost');
    claim('discarded', $redis->discard());
    claim('nothing was done', $redis->get($a), 'changed');
    $redis->del($a, $b);
});
?>
--EXPECT--
the transaction has its two answers: yes
the other has its own: yes
the other came after: yes
a change of a watched key is seen: yes
and undoes the transaction: yes
discarded: yes
nothing was done: yes
