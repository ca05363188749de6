--TEST--
incr() and decr() return the new number, make rows, wrap around, and refuse what is no number
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

$table = table();
claim('makes a row', [$table->incr('a', 'id'), $table->get('a')], [1, ['id' => 1, 'name' => '', 'score' => 0.0]]);
claim('ints', [$table->incr('a', 'id', 5), $table->decr('a', 'id', 8), $table->incr('a', 'id', 2.9)], [6, -2, 0]);
claim('floats', [$table->incr('a', 'score', 2.5), $table->decr('a', 'score'), $table->decr('b', 'score', 1)], [2.5, 1.5, -1.0]);
$table->set('a', ['id' => PHP_INT_MAX]);
claim('wraps', $table->incr('a', 'id'), PHP_INT_MIN);
claim('no number', $table->incr('a', 'name'), false);
claim('no number', $table->decr('a', 'name'), false);
claim('no column', $table->incr('a', 'nope'), false);
claim('which makes no row', [$table->incr('c', 'nope'), $table->exists('c')], [false, false]);
?>
--EXPECTF--
makes a row: yes
ints: yes
floats: yes
wraps: yes

Warning: Swoole\Table::incr(): can't execute 'incr' on a string type column in %s on line %d
no number: yes

Warning: Swoole\Table::decr(): can't execute 'decr' on a string type column in %s on line %d
no number: yes

Warning: Swoole\Table::incr(): column[nope] does not exist in %s on line %d
no column: yes

Warning: Swoole\Table::incr(): column[nope] does not exist in %s on line %d
which makes no row: yes
