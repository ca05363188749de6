--TEST--
getBackTrace() shows where a coroutine waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

function outer() { inner(1); }
function inner(int $n) { Co::yield(); }

Co\run(function () {
    $id = go('outer');
    $trace = Co::getBackTrace($id);
    claim('its functions', array_column($trace, 'function'), ['yield', 'inner', 'outer']);
    claim('its arguments', $trace[1]['args'], [1]);
    claim('its file', $trace[0]['file'], __FILE__);
    claim('without arguments', isset(Co::getBackTrace($id, DEBUG_BACKTRACE_IGNORE_ARGS)[1]['args']), false);
    claim('limited', count(Co::getBackTrace($id, 0, 2)), 2);
    claim('of nobody', Co::getBackTrace(999), false);
    claim('of itself', Co::getBackTrace()[0]['function'], 'getBackTrace');
    Co::resume($id);
    claim('of an ended one', Co::getBackTrace($id), false);
});
?>
--EXPECT--
its functions: yes
its arguments: yes
its file: yes
without arguments: yes
limited: yes
of nobody: yes
of itself: yes
of an ended one: yes
