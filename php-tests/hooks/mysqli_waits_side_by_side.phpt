--TEST--
mysqli, which shares mysqlnd, waits side by side too
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $start = hrtime(true);
    $results = all(array_map(fn (int $n) => function () use ($n) {
        $mysqli = new mysqli('127.0.0.1', 'swirl', 'swirl', 'swirl', (int) service('MYSQL_PORT'));
        return (int) $mysqli->query("SELECT $n + SLEEP(0.3)")->fetch_row()[0];
    }, range(0, 9)));
    claim('values', $results, range(0, 9));
    claim('side by side', ms_since($start) < 2500);
});
?>
--EXPECT--
values: yes
side by side: yes
