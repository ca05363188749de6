--TEST--
batch() runs tasks side by side and returns their results under the same keys
--FILE--
<?php
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\batch;

Co\run(function () {
    $start = hrtime(true);
    $results = batch([
        'slow' => function () { Co::sleep(0.03); return 1; },
        'other' => function () { Co::sleep(0.03); return 2; },
        3 => fn () => 'at once',
    ]);
    claim('results', $results, ['slow' => 1, 'other' => 2, 3 => 'at once']);
    claim('side by side', ms_since($start) < 55);
    claim('nothing', batch([]), []);
});
?>
--EXPECT--
results: yes
side by side: yes
nothing: yes
