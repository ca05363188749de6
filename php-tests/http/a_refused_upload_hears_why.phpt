--TEST--
A client that sends all of a body that is too long before it reads gets the 413, not a reset, from both kinds of server
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine;

/** Sends without looking, then reads to the end. */
function upload(int $port, string $kind): string
{
    $connection = stream_socket_client("tcp://127.0.0.1:$port");
    stream_set_timeout($connection, 20);
    $length = 16 << 20;
    $head = match ($kind) {
        'with its length' => "Content-Length: $length\r\n\r\n",
        'in chunks' => "Transfer-Encoding: chunked\r\n\r\n" . dechex($length) . "\r\n",
    };
    fwrite($connection, "POST / HTTP/1.1\r\nHost: a\r\n$head");
    for ($sent = 0; $sent < $length; $sent += 1 << 18) {
        if (fwrite($connection, str_repeat('x', 1 << 18)) !== 1 << 18) {
            return "stopped after $sent";
        }
    }
    return (string) strtok((string) stream_get_contents($connection), "\r\n");
}

$check = function (string $who, int $port) {
    foreach (['with its length', 'in chunks'] as $kind) {
        claim("$who, $kind", upload($port, $kind), 'HTTP/1.1 413 Payload Too Large');
    }
};
$server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'package_max_length' => 1 << 20], [
    'Request' => fn ($request, $response) => $response->end('taken'),
], function ($server) use ($check) {
    $check('a server', $server->port);
    $other = new Coroutine\Http\Server('127.0.0.1');
    $other->set(['package_max_length' => 1 << 20]);
    $other->handle('/', fn ($request, $response) => $response->end('taken'));
    go(fn () => $other->start());
    $check('one of coroutines', $other->port);
    $other->shutdown();
});
?>
--EXPECT--
a server, with its length: yes
a server, in chunks: yes
one of coroutines, with its length: yes
one of coroutines, in chunks: yes
