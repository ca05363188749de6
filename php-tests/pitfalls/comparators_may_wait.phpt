--TEST--
Comparators that wait sort right, side by side
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $input = [5, 3, 9, 1, 7, 2, 8];
    $wait = function ($result) { Co::sleep(0.001); return $result; };
    $results = all([
        'usort up' => function () use ($input, $wait) { usort($input, fn ($a, $b) => $wait($a <=> $b)); return $input; },
        'usort down' => function () use ($input, $wait) { usort($input, fn ($a, $b) => $wait($b <=> $a)); return $input; },
        'uasort' => function () use ($input, $wait) { uasort($input, fn ($a, $b) => $wait($a <=> $b)); return array_values($input); },
        'uksort' => function () use ($input, $wait) { $input = array_flip($input); uksort($input, fn ($a, $b) => $wait($b <=> $a)); return array_keys($input); },
        'udiff' => fn () => array_values(array_udiff($input, [1, 2, 3], fn ($a, $b) => $wait($a <=> $b))),
        'nested' => function () use ($input, $wait) {
            usort($input, function ($a, $b) use ($wait) {
                $pair = [$a, $b];
                usort($pair, fn ($x, $y) => $wait($y <=> $x));
                return $pair[0] === $a ? 1 : -1;
            });
            return $input;
        },
    ]);
    foreach ($results as $name => $result) { echo $name, ': ', implode(',', $result), "\n"; }
});
?>
--EXPECT--
usort up: 1,2,3,5,7,8,9
usort down: 9,8,7,5,3,2,1
uasort: 1,2,3,5,7,8,9
uksort: 9,8,7,5,3,2,1
udiff: 5,9,7,8
nested: 1,2,3,5,7,8,9
