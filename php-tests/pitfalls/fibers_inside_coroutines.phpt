--TEST--
Coroutines that are each inside a native Fiber wait and interleave
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $work = fn (string $name, float $pause) => function () use ($name, $pause) {
        $fiber = new Fiber(function (int $x) use ($name, $pause) {
            Co::sleep($pause);
            echo "$name woke inside its Fiber\n";
            $y = Fiber::suspend($x + 1);
            Co::sleep($pause);
            return $x + $y;
        });
        $first = $fiber->start(1);
        $fiber->resume(10);
        return [$first, $fiber->getReturn()];
    };
    claim('results', all(['slow' => $work('slow', 0.02), 'quick' => $work('quick', 0.01)]), ['slow' => [2, 11], 'quick' => [2, 11]]);
});
?>
--EXPECT--
quick woke inside its Fiber
slow woke inside its Fiber
results: yes
