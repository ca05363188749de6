--TEST--
A large object is a stream for the time of its transaction
--FILE--
<?php
require __DIR__ . '/postgres.inc';

Co\run(function () {
    $db = postgres();
    $value = fn (string $sql) => current($db->query($sql)->fetchRow());
    $bytes = random_bytes(100_000) . implode('', array_map(chr(...), range(0, 255)));

    $db->query('BEGIN');
    $oid = $db->createLOB();
    claim('made', [is_int($oid), $oid > 0, $db->error], [true, true, null]);
    $lob = $db->openLOB($oid, 'r+b');
    claim('a stream', get_resource_type($lob), 'stream');
    claim('written', [fwrite($lob, $bytes), ftell($lob)], [strlen($bytes), strlen($bytes)]);
    claim('read again', [rewind($lob), stream_get_contents($lob) === $bytes, feof($lob)], [true, true, true]);
    claim('a place', [fseek($lob, 1000), fread($lob, 10) === substr($bytes, 1000, 10), ftell($lob)], [0, true, 1010]);
    claim('from the end', [fseek($lob, -256, SEEK_END), ord(fgetc($lob)), ord(fgetc($lob))], [0, 0, 1]);
    claim('in the middle', [fseek($lob, 5), fwrite($lob, "\\x41'"), $value("SELECT encode(lo_get($oid, 5, 5), 'escape')")], [0, 5, "\\\\x41'"]);
    claim('no such place', fseek($lob, -1), -1);
    $db->query('ROLLBACK');

    $db->query('BEGIN');
    $oid = $db->createLOB();
    $lob = $db->openLOB($oid, 'w');
    fwrite($lob, 'kept');
    claim('closed', [fclose($lob), $db->error], [true, null]);
    $statement = $db->prepare('SELECT $1::oid n, $2::text t');
    $file = fopen('php://memory', 'w+');
    fwrite($file, 'of a file');
    rewind($file);
    $statement->execute([$other = $db->openLOB($oid), $file]);
    claim('a statement is given its number', array_map(strval(...), $statement->fetchAssoc()), ['n' => (string) $oid, 't' => 'of a file']);
    claim('for reading only', [fread($other, 100), @fwrite($other, 'x'), $db->resultDiag['sqlstate']], ['kept', false, '55000']);
    $db->query('ROLLBACK');

    $db->query('BEGIN');
    $oid = $db->createLOB();
    fwrite($db->openLOB($oid, 'w'), 'committed');
    $lob = $db->openLOB($oid);
    $db->query('COMMIT');
    claim('over with its transaction', [fread($lob, 10), $db->error], [false, 'the transaction of the large object has ended']);
    $db->query('BEGIN');
    $now = $db->openLOB($oid);
    claim('as in another one', [fread($lob, 10), fclose($lob), fread($now, 100)], [false, true, 'committed']);
    $db->query('COMMIT; BEGIN');
    claim('also when that began at once', [fread($now, 10), $db->error], [false, 'the transaction of the large object has ended']);
    $db->query('ROLLBACK');

    claim('outside of transactions', [$db->openLOB($oid), $db->error], [false, 'large objects can be opened within a transaction only']);
    claim('removed', [$db->unlinkLOB($oid), $db->unlinkLOB($oid), $db->resultDiag['sqlstate']], [true, false, '42704']);
    claim('no such object', [$db->openLOB($oid), $db->resultDiag['sqlstate'], $db->openLOB(-1)], [false, '42704', false]);
    claim('the next question', $value('SELECT 1'), 1);

    $db->query('BEGIN');
    $lob = $db->openLOB($db->createLOB(), 'w');
    $results = all([
        'first' => fn () => $db->query('SELECT pg_sleep(0.1)') !== false,
        'second' => fn () => outcome(fn () => fwrite($lob, 'x')),
    ]);
    claim('one coroutine at a time', [$results['first'], str_contains($results['second'], 'has already been bound to another coroutine')], [true, true]);
    claim('and goes on', fwrite($lob, 'x'), 1);
    claim('its stream keeps a client', (function () {
        $db = postgres();
        $db->query('BEGIN');
        $oid = $db->createLOB();
        fwrite($db->openLOB($oid, 'w'), 'alone');
        return fread($db->openLOB($oid), 10);
    })(), 'alone');
    $pid = $value('SELECT pg_backend_pid()');
    postgres()->query("SELECT pg_terminate_backend($pid)");
    wait_until(fn () => @fwrite($lob, 'x') === false);
    claim('a lost connection', [$db->query('SELECT 1'), fclose($lob)], [false, true]);
});
$unused = (new Swoole\Coroutine\PostgreSQL)->createLOB();
claim('not connected', $unused, false);
?>
--EXPECT--
made: yes
a stream: yes
written: yes
read again: yes
a place: yes
from the end: yes
in the middle: yes
no such place: yes
closed: yes
a statement is given its number: yes
for reading only: yes
over with its transaction: yes
as in another one: yes
also when that began at once: yes
outside of transactions: yes
removed: yes
no such object: yes
the next question: yes
one coroutine at a time: yes
and goes on: yes
its stream keeps a client: yes
a lost connection: yes
not connected: yes
