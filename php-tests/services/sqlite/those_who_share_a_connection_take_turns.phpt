--TEST--
Coroutines that share a connection to SQLite take turns while it waits for another writer
--FILE--
<?php
require __DIR__ . '/../services.inc';

$file = tempnam(sys_get_temp_dir(), 'swirl-sqlite');
Co\run(function () use ($file) {
    $holder = new PDO("sqlite:$file");
    $holder->exec('CREATE TABLE t (n INT)');
    $pdo = new PDO("sqlite:$file", null, null, [PDO::ATTR_TIMEOUT => 60]);
    $sqlite3 = new SQLite3($file);
    $sqlite3->enableExceptions(true);
    $sqlite3->busyTimeout(60000);
    $get = [
        'PDO' => fn (int $n) => $pdo->query("SELECT n FROM t WHERE n = $n")->fetchAll(PDO::FETCH_COLUMN)[0] ?? null,
        'SQLite3' => fn (int $n) => $sqlite3->querySingle("SELECT n FROM t WHERE n = $n"),
    ];
    foreach (['PDO' => $pdo, 'SQLite3' => $sqlite3] as $name => $connection) {
        $holder->exec('BEGIN IMMEDIATE; DELETE FROM t');
        $begun = $ended = 0;
        go(function () use ($holder, &$begun, &$ended) {
            while ($begun < 10) {
                Co::sleep(0.001);
            }
            Co::sleep(0.02);
            claim('all wait', $ended, 0);
            $holder->exec('COMMIT');
        });
        $insert = function (int $n) use ($connection, $get, $name, &$begun, &$ended) {
            $begun++;
            $connection->exec("INSERT INTO t VALUES ($n)");
            $ended++;
            return $get[$name]($n);
        };
        $numbers = array_combine(range(1, 10), range(1, 10));
        claim("$name: each has its own answer", all(array_map(fn (int $n) => fn () => $insert($n), $numbers)), $numbers);
        claim('nothing was lost', (int) $holder->query('SELECT COUNT(*) FROM t')->fetchColumn(), 10);
    }
});
unlink($file);
?>
--EXPECT--
all wait: yes
PDO: each has its own answer: yes
nothing was lost: yes
all wait: yes
SQLite3: each has its own answer: yes
nothing was lost: yes
