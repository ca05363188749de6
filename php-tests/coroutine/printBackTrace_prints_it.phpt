--TEST--
printBackTrace() prints the same, as debug_print_backtrace() does
--FILE--
<?php
require __DIR__ . '/../include.inc';

function outer() { inner(1); }
function inner(int $n) { Co::yield(); }

Co\run(function () {
    $id = go('outer');
    Co::printBackTrace($id);
    Co::resume($id);
});
?>
--EXPECTF--
#0 %sprintBackTrace_prints_it.php(%d): Swoole\Coroutine::yield()
#1 %sprintBackTrace_prints_it.php(%d): inner(1)
#2 [internal function]: outer()
