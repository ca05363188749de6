<?php
// Three databases asked at the same time, each by its own ordinary client: make run SCRIPT=examples/three_databases.php
// Servers: mysql redis pgsql

declare(strict_types=1);

require __DIR__ . '/side_by_side.inc';

function ask_mysql(int $n): string
{
    $pdo = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . server('MYSQL_PORT'), 'swirl', 'swirl');
    return (string) $pdo->query("SELECT $n * 2 + SLEEP(0.1)")->fetchColumn();
}

function ask_postgresql(int $n): string
{
    $pdo = new PDO('pgsql:host=127.0.0.1;dbname=swirl;port=' . server('PGSQL_PORT'), 'swirl');
    return (string) $pdo->query("SELECT $n * 3 FROM pg_sleep(0.1)")->fetchColumn();
}

function ask_redis(int $n): string
{
    $redis = new Redis;
    $redis->connect('127.0.0.1', (int) server('REDIS_PORT'));
    $redis->set("example:$n", (string) ($n * 4));
    $redis->rawCommand('BLPOP', "example:list:$n", '0.1');  // nobody sends anything: 0.1 s
    return $redis->get("example:$n");
}

$tasks = [];
for ($n = 1; $n <= 10; $n++) {
    $tasks["MySQL $n"] = fn () => ask_mysql($n);
    $tasks["PostgreSQL $n"] = fn () => ask_postgresql($n);
    $tasks["Redis $n"] = fn () => ask_redis($n);
}
side_by_side('30 questions to MySQL, PostgreSQL and Redis:', $tasks);
