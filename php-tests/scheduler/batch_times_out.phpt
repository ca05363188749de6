--TEST--
batch() with a timeout leaves null for the tasks that are late
--FILE--
<?php
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\batch;

Co\run(function () {
    $channel = new chan;
    $results = batch(['late' => fn () => $channel->pop(), 'quick' => fn () => 2], 0.01);
    claim('results', $results, ['late' => null, 'quick' => 2]);
    $channel->push('too late');
});
?>
--EXPECT--
results: yes
