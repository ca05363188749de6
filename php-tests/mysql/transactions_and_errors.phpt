--TEST--
Transactions, errors of the server, and statements that belong to a closed connection
--FILE--
<?php
require __DIR__ . '/mysql.inc';

Co\run(function () {
    $db = mysql();
    $db->query('CREATE TEMPORARY TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT UNIQUE) ENGINE=InnoDB');
    claim('insert', [$db->query('INSERT INTO t (v) VALUES (1), (2)'), $db->affected_rows, $db->insert_id], [true, 2, 1]);
    $count = fn () => (int) $db->query('SELECT COUNT(*) n FROM t')[0]['n'];
    claim('rolled back', [$db->begin(), $db->query('INSERT INTO t (v) VALUES (3)'), $count(), $db->rollback(), $count()], [true, true, 3, true, 2]);
    claim('committed', [$db->begin(), $db->query('INSERT INTO t (v) VALUES (3)'), $db->commit(), $count()], [true, true, true, 3]);
    claim('an error', [$db->query('INSERT INTO t (v) VALUES (3)'), $db->errno, str_starts_with($db->error, 'SQLSTATE[23000] [1062] ')], [false, 1062, true]);
    claim('of a statement', [$db->prepare('SELECT FROM'), $db->errno], [false, 1064]);
    $statement = $db->prepare('SELECT ?');
    claim('too few parameters', [$statement->execute([]), $statement->errno, $db->errno], [false, SWOOLE_MYSQLND_CR_INVALID_PARAMETER_NO, SWOOLE_MYSQLND_CR_INVALID_PARAMETER_NO]);
    claim('the connection stands', $statement->execute(['x']), [['?' => 'x']]);

    claim('the server lets go of statements', (function () use ($db) {
        $open = fn () => (int) $db->query("SHOW SESSION STATUS LIKE 'Com_stmt_close'")[0]['Value'];
        $before = $open();
        $one = $db->prepare('SELECT 1');
        $one = null;
        return $open() - $before;
    })(), 1);

    claim('closed', [$db->close(), $db->connected], [true, false]);
    claim('no connection', [$db->query('SELECT 1'), $db->errno], [false, SWOOLE_MYSQLND_CR_CONNECTION_ERROR]);
    claim('a statement of old', [$db->connect(), $statement->execute(['x']), $statement->errno], [true, false, SWOOLE_MYSQLND_CR_NO_PREPARE_STMT]);
    claim('escaped', $db->escape("a'b\"c\\\0\n"), 'a\\\'b\\"c\\\\\\0\\n');

    $db = new Co\MySQL;
    claim('a missing part', outcome(fn () => $db->connect(['host' => '127.0.0.1'])), 'Swoole\Coroutine\MySQL\Exception: Parameter [user] is required');
    claim('an unknown charset', outcome(fn () => $db->connect(server(['charset' => 'klingon']))), 'Swoole\Coroutine\MySQL\Exception: Unknown charset [klingon]');
    claim('a wrong password', [$db->connect(server(['password' => 'wrong', 'charset' => 'utf8mb4'])), $db->connect_errno], [false, 1045]);
    claim('a wrong database', [$db->connect(server(['database' => 'none_such'])), $db->connect_errno], [false, 1044]);
    claim('by Unix socket', [$db->connect(server(['host' => 'unix:' . service('MYSQL_SOCKET')])), $db->query('SELECT "ü" u')], [true, [['u' => 'ü']]]);
    claim('a statement out of nothing', outcome(fn () => (new Co\MySQL\Statement)->execute()), 'Error: you must create mysql statement object by prepare method');
});
?>
--EXPECT--
insert: yes
rolled back: yes
committed: yes
an error: yes
of a statement: yes
too few parameters: yes
the connection stands: yes
the server lets go of statements: yes
closed: yes
no connection: yes
a statement of old: yes
escaped: yes
a missing part: yes
an unknown charset: yes
a wrong password: yes
a wrong database: yes
by Unix socket: yes
a statement out of nothing: yes
