--TEST--
batch() runs tasks side by side and returns their results under the same keys
--FILE--
<?php
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\batch;

Co\run(function () {
    $channel = new chan;
    $results = batch([
        'waits for the other' => fn () => $channel->pop(),
        'other' => fn () => $channel->push('side by side'),
        3 => fn () => 'at once',
    ]);
    claim('results', $results, ['waits for the other' => 'side by side', 'other' => true, 3 => 'at once']);
    claim('nothing', batch([]), []);
});
?>
--EXPECT--
results: yes
nothing: yes
