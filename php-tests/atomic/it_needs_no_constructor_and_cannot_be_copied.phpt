--TEST--
A class that extends it needs no constructor; it can be neither cloned nor serialized
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Bare extends Swoole\Atomic
{
    public function __construct() {}
}
claim('starts at zero', (new Bare())->add(2), 2);
foreach ([new Swoole\Atomic(), new Swoole\Atomic\Long()] as $atomic) {
    echo outcome(fn () => clone $atomic), "\n", outcome(fn () => serialize($atomic)), "\n";
    echo outcome(fn () => $atomic->add('x')), "\n", outcome(fn () => $atomic->cmpset(1)), "\n";
}
?>
--EXPECT--
starts at zero: yes
Error: Trying to clone an uncloneable object of class Swoole\Atomic
Exception: Serialization of 'Swoole\Atomic' is not allowed
TypeError: Swoole\Atomic::add(): Argument #1 ($add_value) must be of type int, string given
ArgumentCountError: Swoole\Atomic::cmpset() expects exactly 2 arguments, 1 given
Error: Trying to clone an uncloneable object of class Swoole\Atomic\Long
Exception: Serialization of 'Swoole\Atomic\Long' is not allowed
TypeError: Swoole\Atomic\Long::add(): Argument #1 ($add_value) must be of type int, string given
ArgumentCountError: Swoole\Atomic\Long::cmpset() expects exactly 2 arguments, 1 given
