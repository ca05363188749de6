--TEST--
When there is no room for a new key, set() and incr() return false; rows that are there can still be set, and removed ones make room
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

$table = table();
for ($i = 0; @$table->set("key$i", ['id' => $i]); $i++);
claim('the slices are used up', array_slice($table->stats(), -2, null, true), ['available_slice_num' => 0, 'total_slice_num' => 12]);
claim('set', $table->set("key$i", ['id' => 1]), false);
claim('incr', $table->incr("key$i", 'id'), false);
claim('what is there can be set', $table->set('key0', ['id' => 99]));
claim('all are there', [count($table), $table->count(1), iterator_count($table)], [$i, 3 * $i, $i]);
for ($n = 0; $n < $i; $n++) {
    $table->del("key$n");
}
claim('room again', $table->set("key$i", ['id' => 1]));
claim('counts', $table->stats(), [
    'num' => 1,
    'conflict_count' => $table->stats()['conflict_count'],
    'conflict_max_level' => $table->stats()['conflict_max_level'],
    'insert_count' => $i + 1,
    'update_count' => 1,
    'delete_count' => $i,
    'available_slice_num' => 12,
    'total_slice_num' => 12,
]);
?>
--EXPECTF--
the slices are used up: yes

Warning: Swoole\Table::set(): failed to set('key%d'), unable to allocate memory in %s on line %d
set: yes

Warning: Swoole\Table::incr(): unable to allocate memory in %s on line %d
incr: yes
what is there can be set: yes
all are there: yes
room again: yes
counts: yes
