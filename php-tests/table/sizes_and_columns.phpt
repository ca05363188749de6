--TEST--
Sizes are powers of two from 64; what columns may be, and when
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

use Swoole\Table;

$sizes = array_map(fn (int $size) => (new Table($size))->getSize(), [0, 1, 64, 65, 1000, -1, 1 << 33]);
claim('sizes', $sizes, [64, 64, 64, 128, 1024, 1 << 31, 64]);
$slices = array_map(fn (float $proportion) => table(1024, $proportion)->stats()['total_slice_num'], [0, 0.2, 0.25, 1, 2, -1]);
claim('room for conflicts', $slices, [204, 204, 256, 1024, 1024, 204]);

$table = new Table(64);
claim('before it is created', [$table->size, $table->memorySize, $table->getMemorySize(), count($table)], [null, null, 0, 0]);
claim('no length', $table->column('s', Table::TYPE_STRING), false);
claim('no type', $table->column('s', 9), false);
claim('a column', [$table->column('s', Table::TYPE_STRING, 1), $table->column('i', Table::TYPE_INT, 1)], [true, true]);
claim('created', [$table->create(), $table->size, $table->memorySize === $table->getMemorySize()], [true, 64, true]);
claim('too late', $table->column('t', Table::TYPE_INT), false);

echo outcome(fn () => $table->__construct(64)), "\n", outcome(fn () => clone $table), "\n";
echo outcome(fn () => serialize($table)), "\n", outcome(fn () => $table->get('a', [])), "\n";
claim('destroyed', [$table->destroy(), $table->getSize(), $table->getMemorySize(), count($table), $table->stats()], [true, 0, 0, 0, false]);
echo outcome(fn () => $table->get('a')), "\n";
foreach (['$table->get("a")', '$table->rewind()', '$table->destroy()', '$table->create() && $table->create()'] as $call) {
    echo run_script("<?php \$table = new Swoole\Table(64); \$table->column('i', 1); $call;");
}
?>
--EXPECTF--
sizes: yes
room for conflicts: yes
before it is created: yes

Warning: Swoole\Table::column(): the length of string type values has to be more than zero in %s on line %d
no length: yes
[%s]	WARNING	Table::add_column(): unknown column type
no type: yes
a column: yes
created: yes

Warning: Swoole\Table::column(): unable to add column after table has been created in %s on line %d
too late: yes
Error: Constructor of Swoole\Table can only be called once
Error: Trying to clone an uncloneable object of class Swoole\Table
Exception: Serialization of 'Swoole\Table' is not allowed
TypeError: Swoole\Table::get(): Argument #2 ($field) must be of type ?string, array given
destroyed: yes
Swoole\Error: must call constructor first

Fatal error: Swoole\Table::get(): table is not created or has been destroyed in %s on line %d
exit status 255

Fatal error: Swoole\Table::rewind(): table is not created or has been destroyed in %s on line %d
exit status 255

Fatal error: Swoole\Table::destroy(): table is not created or has been destroyed in %s on line %d
exit status 255

Fatal error: Swoole\Table::create(): unable to allocate memory in %s on line %d
exit status 255
