--TEST--
PDO MySQL queries in many coroutines wait side by side
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $start = hrtime(true);
    $results = all(array_map(fn (int $n) => function () use ($n) {
        $pdo = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . service('MYSQL_PORT'), 'swirl', 'swirl');
        $statement = $pdo->prepare('SELECT ? AS n, SLEEP(0.3) AS slept');
        $statement->execute([$n]);
        return (int) $statement->fetch(PDO::FETCH_ASSOC)['n'];
    }, range(0, 9)));
    claim('values', $results, range(0, 9));
    claim('side by side', ms_since($start) < 2500);
    claim('not early', ms_since($start) >= 300);
});
?>
--EXPECT--
values: yes
side by side: yes
not early: yes
