--TEST--
Errors, notices, copying and connections that fail are told; the next answer is its own
--FILE--
<?php
require __DIR__ . '/postgres.inc';

use Swoole\Coroutine\PostgreSQL;

Co\run(function () {
    $db = new PostgreSQL;
    claim('not connected', [$db->query('SELECT 1'), $db->prepare('SELECT 1'), $db->escape('x')], [false, false, false]);
    claim('an unknown database', [$db->connect(conninfo('dbname=none_such')), $db->error], [false, 'FATAL:  database "none_such" does not exist']);
    claim('a wrong string', [$db->connect('nonsense=1'), $db->error], [false, 'invalid connection option "nonsense"']);
    claim('connected', [$db->connect(conninfo()), $db->error], [true, null]);
    claim('once', $db->connect(conninfo()), false);

    claim('an error', [$db->query('SELECT * FROM none_such'), $db->error, $db->resultStatus, $db->resultDiag['sqlstate']], [false, 'ERROR:  relation "none_such" does not exist', 7, '42P01']);
    claim('of a statement', [$db->prepare('SELECT FROM WHERE'), $db->resultDiag['sqlstate']], [false, '42601']);
    claim('the next', [$db->query('SELECT 1 n')->fetchAssoc(), $db->error, $db->resultDiag], [['n' => 1], null, null]);
    $statement = $db->prepare('SELECT 1 / $1::int n');
    claim('while executing', [$statement->execute([0]), $statement->resultDiag['sqlstate'], $db->resultDiag['sqlstate'], $statement->fetchAssoc()], [false, '22012', '22012', false]);
    claim('once more', [$statement->execute([1]), $statement->fetchAssoc(), $statement->error], [true, ['n' => 1], null]);
    claim('too few parameters', [$statement->execute([]), $statement->resultDiag['sqlstate']], [false, '08P01']);

    claim('a notice', [$db->query("DO $$ BEGIN RAISE NOTICE 'hello'; END $$") !== false, strtok($db->notices[0], "\n")], [true, 'NOTICE:  hello']);
    $db->query('CREATE TEMPORARY TABLE t (n INT)');
    claim('copying in', [$db->query('COPY t FROM STDIN'), $db->resultDiag['sqlstate']], [false, '57014']);
    claim('copying out', $db->query('COPY (SELECT 1) TO STDOUT')->numRows(), 0);
    claim('a notification', [$db->query('LISTEN x') && $db->query("NOTIFY x, 'y'") !== false, $db->query('SELECT 2 n')->fetchAssoc()], [true, ['n' => 2]]);
    claim('a transaction', [$db->query('BEGIN') && $db->query('INSERT INTO t VALUES (1)') && $db->query('ROLLBACK') !== false, $db->query('SELECT * FROM t')->numRows()], [true, 0]);

    $names = fn () => count($db->query('SELECT name FROM pg_prepared_statements')->fetchAll());
    $before = $names();
    $statement = null;
    claim('statements are let go', $before - $names(), 1);

    $pid = $db->query('SELECT pg_backend_pid() p')->fetchAssoc()['p'];
    postgres()->query("SELECT pg_terminate_backend($pid)");
    claim('ended by the server', [(function () use ($db) { do { $r = $db->query('SELECT 1'); } while ($r); return $r; })(), $db->connect(conninfo()), $db->query('SELECT 1 n')->fetchAssoc()], [false, true, ['n' => 1]]);

    Co::set(['socket_timeout' => 0.05]);
    claim('a timeout', [$db->query('SELECT pg_sleep(20)'), $db->errCode, $db->query('SELECT 1')], [false, SOCKET_ETIMEDOUT, false]);
    Co::set(['socket_timeout' => 60]);
    $db->connect(conninfo());
    $results = all(['first' => fn () => $db->query('SELECT pg_sleep(0.1), 1 n')->fetchAssoc()['n'], 'second' => fn () => outcome(fn () => $db->query('SELECT 2'))]);
    claim('one at a time', [$results['first'], str_contains($results['second'], 'has already been bound to another coroutine')], [1, true]);
    $start = hrtime(true);
    claim('side by side', all(array_fill(0, 5, fn () => postgres()->query('SELECT pg_sleep(0.2), 1 n')->fetchAssoc()['n'])) === array_fill(0, 5, 1) && ms_since($start) < 950);
});
?>
--EXPECT--
not connected: yes
an unknown database: yes
a wrong string: yes
connected: yes
once: yes
an error: yes
of a statement: yes
the next: yes
while executing: yes
once more: yes
too few parameters: yes
a notice: yes
copying in: yes
copying out: yes
a notification: yes
a transaction: yes
statements are let go: yes
ended by the server: yes
a timeout: yes
one at a time: yes
side by side: yes
