--TEST--
Atomic has 32 bits without a sign, Atomic\Long has 64 with one; counting beyond the end begins again at the other
--FILE--
<?php
require __DIR__ . '/../include.inc';

$atomic = new Swoole\Atomic(-1);
claim('a negative start', $atomic->get(), 4294967295);
claim('beyond the end', $atomic->add(), 0);
claim('below zero', $atomic->sub(2), 4294967294);
claim('a negative summand', $atomic->add(-4), 4294967290);
claim('a bigger number', [$atomic->set(5 + (1 << 32)), $atomic->get()], [null, 5]);
claim('cmpset of another number', [$atomic->cmpset(4, 7), $atomic->get()], [false, 5]);
claim('cmpset', [$atomic->cmpset(5, -2), $atomic->get()], [true, 4294967294]);

$long = new Swoole\Atomic\Long(PHP_INT_MAX);
claim('beyond the end', $long->add(), PHP_INT_MIN);
claim('beyond the other end', $long->sub(), PHP_INT_MAX);
claim('cmpset', [$long->set(-3), $long->cmpset(-3, 7), $long->cmpset(-3, 8), $long->get()], [null, true, false, 7]);
?>
--EXPECT--
a negative start: yes
beyond the end: yes
below zero: yes
a negative summand: yes
a bigger number: yes
cmpset of another number: yes
cmpset: yes
beyond the end: yes
beyond the other end: yes
cmpset: yes
