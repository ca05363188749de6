--TEST--
Values of prepared statements have their types; those of others if strict_type is on
--FILE--
<?php
require __DIR__ . '/mysql.inc';

Co\run(function () {
    $db = mysql();
    $db->query('CREATE TEMPORARY TABLE t (ty TINYINT, us SMALLINT UNSIGNED, i INT, bu BIGINT UNSIGNED, f FLOAT, d DOUBLE, de DECIMAL(10,2),
        s VARCHAR(20), b BLOB, dt DATETIME(3), da DATE, ti TIME, y YEAR, n INT)');
    $row = ['ty' => -5, 'us' => 65535, 'i' => -2147483648, 'bu' => '18446744073709551615', 'f' => 1.1, 'd' => -2.5, 'de' => '12.30',
        's' => "ä'\"\\", 'b' => "\0\1\2", 'dt' => '2024-02-29 12:13:14.567', 'da' => '2024-02-29', 'ti' => '-51:04:05', 'y' => 2024, 'n' => null];
    $text = array_map(fn ($v) => $v === null ? null : (string) $v, $row);
    $insert = $db->prepare('INSERT INTO t VALUES (' . implode(',', array_fill(0, 14, '?')) . ')');
    claim('inserted', [$insert->execute(array_values($row)), $insert->affected_rows], [true, 1]);
    claim('text', $db->query('SELECT * FROM t'), [$text]);
    claim('prepared', $db->prepare('SELECT * FROM t')->execute(), [$row]);
    claim('two columns of one name', $db->query('SELECT 1 a, 2 b, 3 a'), [['a' => '3', 'b' => '2']]);
    claim('a column whose name is a number', $db->query('SELECT 7'), [[7 => '7']]);
    claim('no rows', $db->query('SELECT * FROM t WHERE i = 0'), []);

    $strict = mysql(['strict_type' => true]);
    claim('strict', $strict->query("SELECT 1 a, CAST(-2 AS SIGNED) b, 1.5e0 c, 1.50 d, 'x' e, NULL f"), [['a' => 1, 'b' => -2, 'c' => 1.5, 'd' => '1.50', 'e' => 'x', 'f' => null]]);
    claim('strict parameters', $strict->prepare('SELECT ? a, ? b, ? c')->execute([1, 2.5, 'x']), [['a' => 1, 'b' => 2.5, 'c' => 'x']]);

    $large = str_repeat('0123456789abcdef', 1 << 16);
    claim('a megabyte there and back', $db->prepare('SELECT ? x')->execute([$large])[0]['x'] === $large);
    $db->query("SET SESSION group_concat_max_len = 1");
    $rows = $db->query("SELECT REPEAT('x', 8000000) a, REPEAT('y', 9000000) b");
    claim("more than a packet", [strlen($rows[0]["a"] ?? ""), strlen($rows[0]["b"] ?? "")], [8000000, 9000000]);
});
?>
--EXPECT--
inserted: yes
text: yes
prepared: yes
two columns of one name: yes
a column whose name is a number: yes
no rows: yes
strict: yes
strict parameters: yes
a megabyte there and back: yes
more than a packet: yes
