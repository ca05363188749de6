--TEST--
set() changes the columns it names; values are converted, and what is too long is cut
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

$table = table();
claim('set', $table->set('a', ['id' => 1, 'name' => 'one', 'score' => 0.5]));
claim('get', $table->get('a'), ['id' => 1, 'name' => 'one', 'score' => 0.5]);
claim('one column', [$table->get('a', 'id'), $table->get('a', 'name'), $table->get('a', 'score')], [1, 'one', 0.5]);
claim('what is not there', [$table->get('b'), $table->get('b', 'id'), $table->get('a', 'nope')], [false, false, false]);

$table->set('a', ['score' => '2.5x', 'nope' => 1, 5 => 6]);
claim('the others stay', $table->get('a'), ['id' => 1, 'name' => 'one', 'score' => 2.5]);
$table->set('b', ['id' => null]);
claim('a new row is empty', $table->get('b'), ['id' => 0, 'name' => '', 'score' => 0.0]);
$table->set('b', ['id' => '12', 'name' => 3.5, 'score' => true]);
claim('converted', $table->get('b'), ['id' => 12, 'name' => '3.5', 'score' => 1.0]);
$text = new class {
    public function __toString(): string
    {
        return 'an object';
    }
};
$variable = 'a reference';
claim('an object', [$table->set('b', ['name' => $text]), $table->get('b', 'name')], [true, 'an object']);
claim('a reference', [$table->set('b', ['name' => &$variable]), $table->get('b', 'name')], [true, 'a reference']);
claim('null empties', [$table->set('b', ['name' => null]), $table->get('b', 'name')], [true, '']);
claim('bytes', [$table->set("\0\xff", ['name' => "\0\xff\0"]), $table->get("\0\xff", 'name')], [true, "\0\xff\0"]);
claim('the empty key', [$table->set('', ['id' => 7]), $table->get('', 'id'), $table->del('')], [true, 7, true]);

$thrower = new class {
    public function __toString(): string
    {
        throw new Exception('no text');
    }
};
echo outcome(fn () => $table->set('a', ['id' => 99, 'name' => $thrower])), "\n";
claim('and nothing is set', $table->get('a', 'id'), 1);

claim('too long', $table->set('a', ['name' => str_repeat('x', 17)]));
claim('is cut', $table->get('a', 'name'), str_repeat('x', 16));
$long = str_repeat('k', 70);
claim('a long key', [$table->set($long, ['id' => 5]), $table->get($long, 'id'), $table->exists($long)], [true, 5, true]);
?>
--EXPECTF--
set: yes
get: yes
one column: yes
what is not there: yes
the others stay: yes
a new row is empty: yes
converted: yes
an object: yes
a reference: yes
null empties: yes
bytes: yes
the empty key: yes
Exception: no text
and nothing is set: yes
[%s]	WARNING	TableRow::set_value(): [key=a,field=name]string value is too long
too long: yes
is cut: yes

Warning: Swoole\Table::set(): key[kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk] is too long in %s on line %d
a long key: yes
