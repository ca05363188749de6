--TEST--
PDO::ATTR_PERSISTENT in coroutines: each has a connection of its own; outside it is as ever
--FILE--
<?php
require __DIR__ . '/../include.inc';

final class Database extends PDO {}

$connect = fn (string $class = PDO::class) => new $class('mysql:host=127.0.0.1;port=' . service('MYSQL_PORT'), 'swirl', 'swirl', [PDO::ATTR_PERSISTENT => true, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_NUM]);
$id = fn (PDO $pdo) => $pdo->query('SELECT CONNECTION_ID()')->fetch()[0];
claim('outside two are one', $id($connect()), $id($connect()));
Co\run(function () use ($connect, $id) {
    for ($round = 0; $round < 3; $round++) {
        $results = all(array_map(fn (int $n) => function () use ($connect, $n, $id) {
            $pdo = $connect($n % 2 ? PDO::class : Database::class);
            $pdo->beginTransaction();
            $answer = $pdo->query("SELECT SLEEP(0.01), $n")->fetch()[1];
            return [(int) $answer, $id($pdo)];
        }, range(0, 9)));
        claim('answers', array_column($results, 0), range(0, 9));
        claim('connections', count(array_unique(array_column($results, 1))), 10);
    }
    claim('it says so', $connect()->getAttribute(PDO::ATTR_PERSISTENT), false);
    claim('other options hold', $connect()->getAttribute(PDO::ATTR_DEFAULT_FETCH_MODE), PDO::FETCH_NUM);
});
claim('outside again', $id($connect()), $id($connect()));
?>
--EXPECT--
outside two are one: yes
answers: yes
connections: yes
answers: yes
connections: yes
answers: yes
connections: yes
it says so: yes
other options hold: yes
outside again: yes
