--TEST--
Every spelling of go() passes its arguments on
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $show = function (...$arguments) {
        echo json_encode($arguments), "\n";
    };
    go($show, 1, 'two');
    Co::create($show, 3);
    Swoole\Coroutine::create($show, [4]);
    swoole_coroutine_create($show, null);
    Swoole\Coroutine\go($show, 'six', 6);
    Co\go($show);
});
?>
--EXPECT--
[1,"two"]
[3]
[[4]]
[null]
["six",6]
[]
