--TEST--
Results have PHP's types, by name, by number and as objects; prepared statements take any value as text
--FILE--
<?php
require __DIR__ . '/postgres.inc';

class Row
{
    public $seen;
    public function __construct(public string $how = 'none') { $this->seen = $this->n ?? null; }
    public $n;
    public $t;
}

Co\run(function () {
    $db = postgres();
    $result = $db->query("SELECT true b, 7::int2 s, -8 i, 9::int8 l, 1.5::float8 d, 'Infinity'::float4 inf, 1.50::numeric n, 'ä''x' t, '\\x00ff'::bytea y, NULL z, '2024-02-29'::date da");
    $row = ['b' => true, 's' => 7, 'i' => -8, 'l' => 9, 'd' => 1.5, 'inf' => INF, 'n' => '1.50', 't' => "ä'x", 'y' => "\0\xff", 'z' => null, 'da' => '2024-02-29'];
    claim('types', $result->fetchAssoc(0), $row);
    claim('by number', $result->fetchRow(0), array_values($row));
    claim('both', count($result->fetchArray(0)), 22);
    claim('counts', [$result->numRows(), $result->fieldCount(), $db->resultStatus], [1, 11, 2]);

    $db->query('CREATE TEMPORARY TABLE t (id SERIAL PRIMARY KEY, n INT NOT NULL DEFAULT 5, t TEXT, b BYTEA)');
    claim('inserted', $db->query("INSERT INTO t (n, t) VALUES (1, 'one'), (2, 'two'), (3, NULL)")->affectedRows(), 3);
    $rows = $db->query('SELECT n, t FROM t ORDER BY n');
    claim('one after the other', [$rows->fetchAssoc(), $rows->fetchRow(), $rows->fetchAssoc(), $rows->fetchAssoc()], [['n' => 1, 't' => 'one'], [2, 'two'], ['n' => 3, 't' => null], false]);
    claim('all', $rows->fetchAll(SW_PGSQL_NUM), [[1, 'one'], [2, 'two'], [3, null]]);
    claim('an object', $rows->fetchObject(0) == (object) ['n' => 1, 't' => 'one']);
    $object = $rows->fetchObject(1, Row::class, ['given']);
    claim('of a class', [get_class($object), $object->n, $object->how, $object->seen], ['Row', 2, 'given', 2]);

    $insert = $db->prepare('INSERT INTO t (n, t, b) VALUES ($1, $2, $3) RETURNING id, n, b');
    claim('nothing yet', [$insert->numRows(), $insert->fetchAssoc(), $insert->affectedRows()], [false, false, false]);
    claim('executed', [$insert->execute([10, "it's", '\\x0001']), $insert->fetchAssoc()], [true, ['id' => 4, 'n' => 10, 'b' => "\0\1"]]);
    claim('again', [$insert->execute(['11', null, null]), $insert->fetchAssoc(), $insert->affectedRows()], [true, ['id' => 5, 'n' => 11, 'b' => null], 1]);
    $stream = fopen('php://memory', 'w+');
    fwrite($stream, 'from a stream');
    rewind($stream);
    $insert->execute([12, $stream, null]);
    claim('a stream', $db->query("SELECT t FROM t WHERE n = 12")->fetchRow()[0], 'from a stream');

    claim('a text of several statements', $db->query("UPDATE t SET n = n; SELECT count(*) c FROM t")->fetchAssoc(), ['c' => 6]);
    claim('a megabyte', strlen($db->query("SELECT repeat('x', 1048576) x")->fetchRow()[0]), 1048576);
    $db->query('CREATE TABLE meta' . getmypid() . ' (id INT NOT NULL, v TEXT)');
    claim('metadata', $db->metaData('meta' . getmypid()), [
        'id' => ['num' => 1, 'type' => 'int4', 'len' => 4, 'not null' => true, 'has default' => false, 'array dims' => 0, 'is enum' => false],
        'v' => ['num' => 2, 'type' => 'text', 'len' => -1, 'not null' => false, 'has default' => false, 'array dims' => 0, 'is enum' => false],
    ]);
    $db->query('DROP TABLE meta' . getmypid());
    claim('escaped', [$db->escape("it's"), $db->escapeLiteral("it's \\"), $db->escapeIdentifier('a"b')], ["it''s", " E'it''s \\\\'", '"a""b"']);
    $tricky = "\\' OR 1 = 1 --\\";
    foreach (['on', 'off', 'on'] as $standard) {
        $db->query("SET standard_conforming_strings = $standard; SET escape_string_warning = off; SET backslash_quote = on");
        claim("escaped as the server reads it, $standard", $db->query("SELECT '" . $db->escape($tricky) . "' x")->fetchAll(), [['x' => $tricky]]);
    }
});
?>
--EXPECT--
types: yes
by number: yes
both: yes
counts: yes
inserted: yes
one after the other: yes
all: yes
an object: yes
of a class: yes
nothing yet: yes
executed: yes
again: yes
a stream: yes
a text of several statements: yes
a megabyte: yes
metadata: yes
escaped: yes
escaped as the server reads it, on: yes
escaped as the server reads it, off: yes
escaped as the server reads it, on: yes
