--TEST--
tick() repeats with its id and arguments until clear()
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$n = 0;
$id = Timer::tick(2, function (int $timer, ...$arguments) use (&$n, &$id) {
    $n++;
    if ($n === 3) {
        claim('its id', $timer, $id);
        claim('arguments', $arguments, ['x']);
        claim('clear', Timer::clear($timer), true);
        claim('clear again', Timer::clear($timer), false);
    }
}, 'x');
Swoole\Event::wait();
claim('three times', $n, 3);
?>
--EXPECT--
its id: yes
arguments: yes
clear: yes
clear again: yes
three times: yes
