<?php
// What a call of the network clients costs, in CPU time and on the clock. With an extension that has no Coroutine\Redis and
// no Coroutine\MySQL the hooked phpredis, with a connection for each coroutine, and PDO stand in for them: it is what such
// code would use there. The servers are those of scripts/services; ONLY=clients scripts/bench starts them.

require __DIR__ . '/bench.inc';

if (FIBER) {
    return;
}

function http(): void
{
    $url = parse_url(getenv('SWIRL_TEST_HTTP_URL'));
    foreach ([1, 20] as $workers) {
        $clients = [];
        for ($i = 0; $i < $workers; $i++) {
            $clients[] = new Swoole\Coroutine\Http\Client($url['host'], $url['port']);
        }
        rounds("http.keep_alive_get.{$workers}_clients", $workers, 10000, function (int $i, int $calls) use ($clients) {
            while ($calls-- > 0) {
                $clients[$i]->get('/1k.txt');
                same(strlen($clients[$i]->body), 1024);
            }
        });
    }
}

function redis(): void
{
    $port = (int) getenv('SWIRL_TEST_REDIS_PORT');
    $shared = class_exists(Swoole\Coroutine\Redis::class);
    $clients = [];
    for ($i = 0; $i < 100; $i++) {
        if ($shared && $i > 0) {
            $clients[] = $clients[0];
            continue;
        }
        $clients[] = $client = $shared ? new Swoole\Coroutine\Redis() : new Redis();
        $client->connect('127.0.0.1', $port);
    }
    $clients[0]->set('bench', str_repeat('x', 64));
    rounds('redis.get.100_coroutines', 100, 20000, function (int $i, int $calls) use ($clients) {
        while ($calls-- > 0) {
            same(strlen($clients[$i]->get('bench')), 64);
        }
    });
}

function mysql(): void
{
    $port = (int) getenv('SWIRL_TEST_MYSQL_PORT');
    $query = function (string $sql) use ($port): callable {
        if (!class_exists(Swoole\Coroutine\MySQL::class)) {
            $pdo = new PDO("mysql:host=127.0.0.1;port=$port;dbname=swirl", 'swirl', 'swirl');
            return fn () => $pdo->query($sql)->fetchAll(PDO::FETCH_ASSOC);
        }
        $mysql = new Swoole\Coroutine\MySQL();
        same($mysql->connect(['host' => '127.0.0.1', 'port' => $port, 'user' => 'swirl', 'password' => 'swirl', 'database' => 'swirl']), true);
        return fn () => $mysql->query($sql);
    };
    $query('CREATE TABLE IF NOT EXISTS bench (id INT PRIMARY KEY, name VARCHAR(64), score DOUBLE)')();
    $query('REPLACE INTO bench SELECT seq, CONCAT("name ", seq), seq / 3 FROM seq_1_to_100')();
    $all = 'SELECT * FROM bench';
    foreach (['select_1' => ['SELECT 1', 1, 10000], '100_rows' => [$all, 100, 2000]] as $name => [$sql, $rows, $calls]) {
        foreach ([1, 10] as $workers) {
            $queries = array_map(fn () => $query($sql), range(1, $workers));
            rounds("mysql.$name.{$workers}_connections", $workers, $calls, function (int $i, int $calls) use ($queries, $rows) {
                while ($calls-- > 0) {
                    same(count($queries[$i]()), $rows);
                }
            });
        }
    }
}

Swoole\Runtime::enableCoroutine(SWOOLE_HOOK_ALL);
$parts = array_slice($argv, 1) ?: ['http', 'redis', 'mysql'];
run(fn () => array_map(fn ($part) => $part(), $parts));
