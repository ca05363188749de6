--TEST--
map() applies a function to each element side by side and keeps the keys
--FILE--
<?php
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\map;

Co\run(function () {
    $results = map(['x' => 3, 'y' => 1, 'z' => 2], function (int $n) {
        Co::sleep($n / 1000);
        return $n * 10;
    });
    claim('results', $results, ['x' => 30, 'y' => 10, 'z' => 20]);
    $channel = new chan;
    claim('late ones', map([true, false], fn ($quick) => $quick ?: $channel->pop(), 0.02), [true, null]);
    $channel->push('too late');
});
?>
--EXPECT--
results: yes
late ones: yes
