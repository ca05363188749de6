--TEST--
batch() with a timeout leaves null for the tasks that are late
--FILE--
<?php
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\batch;

Co\run(function () {
    $results = batch(['late' => function () { Co::sleep(0.2); return 1; }, 'quick' => fn () => 2], 0.01);
    claim('results', $results, ['late' => null, 'quick' => 2]);
});
?>
--EXPECT--
results: yes
