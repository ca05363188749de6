--TEST--
What fails, takes too long or is cancelled in a coroutine leaves no cycle: its connection is closed when the coroutine ends
--FILE--
<?php
require __DIR__ . '/../include.inc';

/** A server that tells of each connection that its client has closed; it answers "wrong" if there is something. */
function deaf_server(Co\Channel $closed, string &$wrong)
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    go(function () use ($server, $closed, &$wrong) {
        while (is_resource($server) && $peer = stream_socket_accept($server, 60)) {
            go(function () use ($peer, $closed, &$wrong) {
                stream_set_timeout($peer, 60);
                fwrite($peer, $wrong);
                while (!in_array(fread($peer, 1000), ['', false], true));
                $closed->push(feof($peer));
            });
        }
    });
    return $server;
}

/** Fails in a coroutine of its own, which keeps the exception to its end. */
function fail(callable $work, bool $cancel): void
{
    $id = go(function () use ($work) {
        try {
            $result = $work();
        } catch (Exception $e) {
            $result = $e;
        }
    });
    if ($cancel) {
        wait_until(fn () => Co::exists($id) && Co::getBackTrace($id));
        Co::cancel($id);
    }
    wait_until(fn () => !Co::exists($id));
}

set_error_handler(fn () => true);
gc_disable();
Co\run(function () {
    $closed = new Co\Channel;
    $wrong = '';
    $server = deaf_server($closed, $wrong);
    [, $port] = explode(':', stream_socket_get_name($server, false));
    $redis = function (float $seconds) use ($port) {
        $redis = new Redis;
        $redis->connect('127.0.0.1', (int) $port, 60, null, 0, $seconds);
        return $redis->get('x');
    };
    $stream = function (int $micros) use ($port) {
        $stream = stream_socket_client("tcp://127.0.0.1:$port");
        stream_set_timeout($stream, 0, $micros);
        return fgets($stream) . fgets($stream);
    };
    $pdo = fn (string $driver) => new PDO("$driver:host=127.0.0.1;port=$port", 'x', 'x');
    $mysqli = fn () => new mysqli('127.0.0.1', 'x', 'x', 'x', (int) $port);
    $access_denied = "\x1d\0\0\0\xff\x15\x04#28000Access is denied ...";
    $cases = [
        'stream, too long' => [fn () => $stream(1000), '', false],
        'stream, cancelled' => [fn () => $stream(60_000_000), '', true],
        'Redis, too long' => [fn () => $redis(0.001), '', false],
        'Redis, cancelled' => [fn () => $redis(60), '', true],
        'Redis, refused' => [fn () => $redis(60), "-ERR no\r\n", false],
        'PDO MySQL, cancelled' => [fn () => $pdo('mysql'), '', true],
        'PDO MySQL, refused' => [fn () => $pdo('mysql'), $access_denied, false],
        'mysqli, cancelled' => [$mysqli, '', true],
        'mysqli, refused' => [$mysqli, $access_denied, false],
        'PDO PostgreSQL, cancelled' => [fn () => $pdo('pgsql'), '', true],
    ];
    foreach ($cases as $name => [$work, $wrong, $cancel]) {
        fail($work, $cancel);
        claim($name, $closed->pop(60));
    }
    claim('nothing for the cycle collector', gc_collect_cycles(), 0);
    fclose($server);
});
?>
--EXPECT--
stream, too long: yes
stream, cancelled: yes
Redis, too long: yes
Redis, cancelled: yes
Redis, refused: yes
PDO MySQL, cancelled: yes
PDO MySQL, refused: yes
mysqli, cancelled: yes
mysqli, refused: yes
PDO PostgreSQL, cancelled: yes
nothing for the cycle collector: yes
