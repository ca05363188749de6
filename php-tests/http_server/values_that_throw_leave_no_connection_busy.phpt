--TEST--
A __toString() that throws in a header or trailer can be mended, or the client gets a 500 or an end; the connection goes on
--FILE--
<?php
require __DIR__ . '/../server/server.inc';
require __DIR__ . '/../http/bytes.inc';
require __DIR__ . '/../http/throws.inc';

$warnings = 0;
set_error_handler(function (int $level, string $message) use (&$warnings) {
    $warnings += (int) str_ends_with($message, 'the response is not sent: no text');
});

function check(callable $connect): void
{
    $connection = $connect();
    $ask = function (string $path) use (&$connection) {
        fwrite($connection, "GET $path HTTP/1.1\r\nHost: test\r\n\r\n");
        return response($connection);
    };
    foreach (['/end', '/write', '/sendfile'] as $path) {
        [$head, $body] = $ask($path);
        claim($path, [str_contains($head, "X-A: mended\r\n"), $body], [true, '["no text",true]']);
    }
    claim('nobody mends it', substr($ask('/left')[0], 9, 3), '500');
    claim('the connection goes on', $ask('/fine')[1], 'fine');
    fwrite($connection, "GET /trailer HTTP/1.1\r\nHost: test\r\n\r\n");
    $all = stream_get_contents($connection);
    claim('with a warning', $GLOBALS['warnings'] > 0);
    claim('what has begun is cut off', [str_contains($all, 'begun'), str_contains($all, "\r\n0\r\n")], [true, false]);
}

$server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
$settings = ['worker_num' => 1, 'worker_max_concurrency' => 1];
serve($server, $settings, ['Request' => 'answer_with_throwers'], fn ($server) => check(fn () => client($server)));
Co\run(function () {
    $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
    $server->handle('/', 'answer_with_throwers');
    go(fn () => $server->start());
    check(fn () => stream_socket_client("tcp://127.0.0.1:$server->port"));
    $server->shutdown();
});
?>
--EXPECT--
/end: yes
/write: yes
/sendfile: yes
nobody mends it: yes
the connection goes on: yes
with a warning: yes
what has begun is cut off: yes
/end: yes
/write: yes
/sendfile: yes
nobody mends it: yes
the connection goes on: yes
with a warning: yes
what has begun is cut off: yes
