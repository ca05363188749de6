--TEST--
foreach shows each row once, also when rows are removed meanwhile
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

$table = table(64, 1);
$rows = [];
for ($i = 0; $i < 80; $i++) {
    $table->set("key$i", $rows["key$i"] = ['id' => $i, 'name' => "n$i", 'score' => $i * 0.5]);
}
$found = iterator_to_array($table);
ksort($found);
ksort($rows);
claim('all', $found, $rows);
foreach ($table as $key => $row) {
    $table->del($key);
    unset($found[$key]);
}
claim('removed one by one', [count($table), $found], [0, []]);
claim('an empty one', [iterator_to_array($table), $table->valid(), $table->key(), $table->current()], [[], false, null, null]);
?>
--EXPECT--
all: yes
removed one by one: yes
an empty one: yes
