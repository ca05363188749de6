--TEST--
Generators that wait inside, also through yield from, keep their places
--FILE--
<?php
require __DIR__ . '/../include.inc';

function numbers(string $name) { for ($i = 0; $i < 3; $i++) { Co::sleep(0.001); $sent = yield "$name$i"; if ($sent) { yield "$name got $sent"; } } return "$name end"; }
function through(string $name) { $end = yield from numbers($name); Co::sleep(0.001); yield $end; }

Co\run(function () {
    $results = all([
        fn () => iterator_to_array(through('a'), false),
        fn () => iterator_to_array(through('b'), false),
        function () {
            $generator = numbers('c');
            $generator->current();
            return [$generator->send('x'), $generator->valid()];
        },
    ]);
    foreach ($results as $result) { echo json_encode($result), "\n"; }
});
?>
--EXPECT--
["a0","a1","a2","a end"]
["b0","b1","b2","b end"]
["c got x",true]
