--TEST--
PDO MySQL works by Unix socket; transactions of two coroutines do not mix
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $connect = fn () => new PDO('mysql:dbname=swirl;unix_socket=' . service('MYSQL_SOCKET'), 'swirl', 'swirl');
    $table = 't' . getmypid() . '_' . random_int(0, PHP_INT_MAX);
    $connect()->exec("CREATE TABLE $table (n INT) ENGINE=InnoDB");
    all(array_map(fn (int $n) => function () use ($n, $connect, $table) {
        $pdo = $connect();
        $pdo->beginTransaction();
        for ($i = 0; $i < 10; $i++) {
            $pdo->exec("INSERT INTO $table VALUES ($n)");
        }
        $n % 2 ? $pdo->rollBack() : $pdo->commit();
    }, range(0, 5)));
    claim('only the committed', array_map('intval', $connect()->query("SELECT n FROM $table ORDER BY n")->fetchAll(PDO::FETCH_COLUMN)), [...array_fill(0, 10, 0), ...array_fill(0, 10, 2), ...array_fill(0, 10, 4)]);
    $connect()->exec("DROP TABLE $table");
});
?>
--EXPECT--
only the committed: yes
