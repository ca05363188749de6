--TEST--
Coroutines that are each inside a native Fiber wait and interleave
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $signal = new chan;
    $work = fn (string $name, callable $wait) => function () use ($name, $wait) {
        $fiber = new Fiber(function (int $x) use ($name, $wait) {
            $wait();
            echo "$name woke inside its Fiber\n";
            $y = Fiber::suspend($x + 1);
            $wait();
            return $x + $y;
        });
        $first = $fiber->start(1);
        $fiber->resume(10);
        return [$first, $fiber->getReturn()];
    };
    $results = all([
        'slow' => $work('slow', fn () => $signal->pop()),
        'quick' => $work('quick', fn () => Co::sleep(0.001)),
        'end' => function () use ($signal) { Co::sleep(0.02); $signal->push(1); $signal->push(1); },
    ]);
    claim('results', [$results['slow'], $results['quick']], [[2, 11], [2, 11]]);
});
?>
--EXPECT--
quick woke inside its Fiber
slow woke inside its Fiber
results: yes
