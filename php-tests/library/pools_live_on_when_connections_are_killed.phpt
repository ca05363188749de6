--TEST--
Coroutines go on with their pools while a server ends their connections, each with its own answers; two that use one handle of a pool get the error that names both, and the handle goes on
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Database\MysqliConfig;
use Swoole\Database\MysqliPool;
use Swoole\Database\PDOConfig;
use Swoole\Database\PDOPool;
use Swoole\Database\RedisConfig;
use Swoole\Database\RedisPool;

function database(PDOConfig|MysqliConfig $config): PDOConfig|MysqliConfig
{
    return $config->withHost('127.0.0.1')->withPort((int) service('MYSQL_PORT'))->withDbname('swirl')->withUsername('swirl')->withPassword('swirl');
}

/** What a call throws, with what that came from. */
function trouble(callable $call): string
{
    try {
        $call();
        return '';
    } catch (Throwable $why) {
        for ($all = ''; $why !== null; $why = $why->getPrevious()) {
            $all .= $why->getMessage() . "\n";
        }
        return $all;
    }
}

/** A pool, how its handles are asked for a number and for a wait of 100 ms, how all its connections are killed, and what counts them. */
function pools(): array
{
    $admin = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . service('MYSQL_PORT'), 'swirl', 'swirl');
    $kill = function () use ($admin) {
        foreach ($admin->query('SELECT ID FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND DB = "swirl"')->fetchAll(PDO::FETCH_COLUMN) as $id) {
            try {
                $admin->exec("KILL $id");
            } catch (PDOException) {
                // It has ended by itself.
            }
        }
    };
    $redis = new Redis();
    $redis->connect('127.0.0.1', (int) service('REDIS_PORT'));
    return [
        'PDO' => [new PDOPool(database(new PDOConfig()), 10), fn ($pdo, $i) => (int) $pdo->query("SELECT $i")->fetchColumn(),
            fn ($pdo) => $pdo->query('SELECT SLEEP(0.1)')->fetchColumn(), $kill],
        'mysqli' => [new MysqliPool(database(new MysqliConfig()), 10), fn ($mysqli, $i) => (int) $mysqli->query("SELECT $i")->fetch_row()[0],
            fn ($mysqli) => $mysqli->query('SELECT SLEEP(0.1)')->fetch_row()[0], $kill],
        'Redis' => [new RedisPool((new RedisConfig())->withHost('127.0.0.1')->withPort((int) service('REDIS_PORT'))->withDbIndex(4), 10),
            fn ($redis, $i) => str_contains($redis->rawCommand('CLIENT', 'INFO'), ' db=4 ') ? (int) $redis->echo((string) $i) : 'another database', fn ($redis) => $redis->blPop('nothing', 1),
            fn () => $redis->rawCommand('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')],
    ];
}

Co\run(function () {
    foreach (pools() as $name => [$pool, $ask, $wait, $kill]) {
        $handle = $pool->get();
        $results = all([fn () => trouble(fn () => $wait($handle)), fn () => trouble(fn () => $wait($handle))]);
        claim("$name: the second is told of both", preg_match('~(Socket#\d+|This connection) has already been bound to another coroutine#\d+, \w+ of the same (socket|connection) in coroutine#\d+ at the same time~', $results[1]), 1);
        // phpredis closes the connection, and would make another one, but to the first database.
        claim('the first is served', $results[0] === '' || $name === 'Redis');
        $pool->put($name === 'Redis' ? null : $handle);
        $handle = $pool->get();
        claim('and the pool goes on', $ask($handle, 5), 5);
        $pool->put($handle);

        $running = true;
        $killer = new Co\WaitGroup(1);
        go(function () use ($kill, &$running, $killer) {
            for ($kills = 0; $running && $kills < 5; $kills++) {
                $kill();
                Co::sleep(0.005);
            }
            $killer->done();
        });
        $answers = all(array_map(fn ($i) => function () use ($pool, $ask, $i) {
            // A connection may be killed amid a question, which is an error; the next time it goes well.
            for ($try = 0; $try < 100; $try++) {
                $handle = $pool->get(10);
                try {
                    $answer = @$ask($handle, $i);
                } catch (Throwable) {
                    $answer = null;
                }
                if ($answer === $i) {
                    $pool->put($handle);
                    return $i;
                }
                // So may the one be that is made in its place.
                outcome(fn () => $pool->put(null));
                Co::sleep(0.001);
            }
            return "coroutine $i has " . var_export($answer, true);
        }, range(1, 100)));
        $running = false;
        claim('each its own answer', array_values($answers), range(1, 100));
        $killer->wait();
        $handles = array_map(fn () => $pool->get(10), range(1, 10));
        claim('all places are there, and no more', [count(array_filter($handles)), $pool->get(0.01)], [10, false]);
        $kill();
        claim('they connect again', array_map(fn ($handle) => @$ask($handle, 7), $handles), array_fill(0, 10, 7));
        $pool->close();
    }
});
?>
--EXPECT--
PDO: the second is told of both: yes
the first is served: yes
and the pool goes on: yes
each its own answer: yes
all places are there, and no more: yes
they connect again: yes
mysqli: the second is told of both: yes
the first is served: yes
and the pool goes on: yes
each its own answer: yes
all places are there, and no more: yes
they connect again: yes
Redis: the second is told of both: yes
the first is served: yes
and the pool goes on: yes
each its own answer: yes
all places are there, and no more: yes
they connect again: yes
