--TEST--
Who is cancelled, or out of time, while SQLite waits for another writer hears at once that the database is locked; the connection goes on
--FILE--
<?php
require __DIR__ . '/../services.inc';

const PATIENCE = 60;  // seconds, as PDO has it by itself
$file = tempnam(sys_get_temp_dir(), 'swirl-sqlite');

Co\run(function () use ($file) {
    $holder = new PDO("sqlite:$file");
    $holder->exec('CREATE TABLE t (n INT)');
    $pdo = new PDO("sqlite:$file", null, null, [PDO::ATTR_TIMEOUT => PATIENCE]);
    $sqlite3 = new SQLite3($file);
    $sqlite3->enableExceptions(true);
    $sqlite3->busyTimeout(PATIENCE * 1000);
    foreach (['PDO' => $pdo, 'SQLite3' => $sqlite3] as $name => $connection) {
        $insert = fn () => str_contains($outcome = outcome(fn () => $connection->exec('INSERT INTO t VALUES (1)')), 'database is locked') ?: $outcome;
        $holder->exec('BEGIN IMMEDIATE');
        foreach (['cancelled', 'cancelled again'] as $how) {
            $ended = new Co\Channel(1);
            $id = go(fn () => $ended->push([$insert(), Co::isCanceled()]));
            claim("$name, $how", Co::cancel($id));
            claim('it is locked, and cancelled', $ended->pop(PATIENCE / 2), [true, true]);
        }
        $ended = new Co\Channel(1);
        go(function () use ($insert, $ended) {
            Co::setTimeLimit(0.01);
            $ended->push($insert());
        });
        // By the one or the other exception: PDO's makes way for that of the limit.
        claim("$name, out of time", in_array($ended->pop(PATIENCE / 2), [true, 'Swoole\Coroutine\TimeoutException: '], true));

        $ended = new Co\Channel(1);
        $id = go(fn () => $ended->push($connection->exec('INSERT INTO t VALUES (2)')));
        claim('the next waits again', $ended->isEmpty() && Co::exists($id));
        $holder->exec('COMMIT');
        claim('and gets what it waits for', (bool) $ended->pop(PATIENCE / 2));
    }
    claim('what was written', $holder->query('SELECT n FROM t')->fetchAll(PDO::FETCH_COLUMN), [2, 2]);
});
unlink($file);
?>
--EXPECT--
PDO, cancelled: yes
it is locked, and cancelled: yes
PDO, cancelled again: yes
it is locked, and cancelled: yes
PDO, out of time: yes
the next waits again: yes
and gets what it waits for: yes
SQLite3, cancelled: yes
it is locked, and cancelled: yes
SQLite3, cancelled again: yes
it is locked, and cancelled: yes
SQLite3, out of time: yes
the next waits again: yes
and gets what it waits for: yes
what was written: yes
