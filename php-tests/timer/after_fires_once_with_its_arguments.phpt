--TEST--
after() fires once, in a coroutine of its own, with its arguments, and not early
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$start = hrtime(true);
$id = Timer::after(10, function (...$arguments) use ($start) {
    claim('not early', ms_since($start) >= 10);
    claim('arguments', $arguments, [1, 'two']);
    claim('in a coroutine', Co::getCid() > 0);
}, 1, 'two');
claim('an id', is_int($id) && $id > 0);
claim('it exists', Timer::exists($id));
Swoole\Event::wait();
claim('no more', Timer::exists($id), false);
?>
--EXPECT--
an id: yes
it exists: yes
not early: yes
arguments: yes
in a coroutine: yes
no more: yes
