<?php
// What a call of PHP's own clients costs, in CPU time and on the clock, when 20 coroutines make such calls at a time, each with
// a connection of its own. The servers are those of scripts/services; ONLY=hooked scripts/bench starts them.

require __DIR__ . '/bench.inc';

if (FIBER) {
    return;
}

const WORKERS = 20;

/** $connect makes a connection and returns a function that uses it once. */
function hooked(string $name, int $calls, callable $connect): void
{
    $clients = array_map(fn () => $connect(), range(1, WORKERS));
    rounds("hooked.$name", WORKERS, $calls, function (int $i, int $calls) use ($clients) {
        while ($calls-- > 0) {
            $clients[$i]();
        }
    });
}

function phpredis(): void
{
    hooked('phpredis_get', 20000, function () {
        $redis = new Redis();
        $redis->connect('127.0.0.1', (int) getenv('SWIRL_TEST_REDIS_PORT'));
        $redis->set('bench', str_repeat('x', 64));
        return fn () => same(strlen($redis->get('bench')), 64);
    });
}

function pdo(): void
{
    $port = getenv('SWIRL_TEST_MYSQL_PORT');
    hooked('pdo_mysql_select_1', 10000, function () use ($port) {
        $pdo = new PDO("mysql:host=127.0.0.1;port=$port;dbname=swirl", 'swirl', 'swirl');
        return fn () => same(count($pdo->query('SELECT 1')->fetchAll()), 1);
    });
}

function curl(): void
{
    hooked('curl_get', 4000, function () {
        $handle = curl_init(getenv('SWIRL_TEST_HTTP_URL') . '/1k.txt');
        curl_setopt($handle, CURLOPT_RETURNTRANSFER, true);
        return fn () => same(strlen(curl_exec($handle)), 1024);
    });
}

/** Both sides are in this process. */
function echo_by_streams(): void
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    go(function () use ($server) {
        for ($i = 0; $i < WORKERS; $i++) {
            $peer = stream_socket_accept($server);
            go(function () use ($peer) {
                while (($data = fread($peer, 8192)) !== '' && $data !== false) {
                    fwrite($peer, $data);
                }
            });
        }
    });
    $message = str_repeat('m', 64);
    hooked('tcp_echo_by_streams', 20000, function () use ($server, $message) {
        $stream = stream_socket_client('tcp://' . stream_socket_get_name($server, false));
        return function () use ($stream, $message) {
            fwrite($stream, $message);
            same(fread($stream, 8192), $message);
        };
    });
}

Swoole\Runtime::enableCoroutine(SWOOLE_HOOK_ALL);
run(fn () => array_map(fn ($part) => $part(), ['phpredis', 'pdo', 'curl', 'echo_by_streams']));
