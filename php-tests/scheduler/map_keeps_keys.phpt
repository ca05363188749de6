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
    claim('late ones', map([0.001, 0.2], function ($seconds) { Co::sleep($seconds); return true; }, 0.02), [true, null]);
});
?>
--EXPECT--
results: yes
late ones: yes
