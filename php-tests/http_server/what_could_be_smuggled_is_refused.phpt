--TEST--
HTTP/1.1: requests that two servers could read in two ways get 400 or 501, and nothing behind them is looked at
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine;
use Swoole\Http\Server;

const HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
$post = "POST / HTTP/1.1\r\nHost: a\r\n";
$vectors = [
    'two lengths' => [400, "{$post}Content-Length: 5\r\nContent-Length: 0\r\n\r\n"],
    'one length twice' => [400, "{$post}Content-Length: 0\r\nContent-Length: 0\r\n\r\n"],
    'a list of lengths' => [400, "{$post}Content-Length: 0, 0\r\n\r\n"],
    'a length and chunks' => [400, "{$post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    'chunks and a length' => [400, "{$post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"],
    'a signed length' => [400, "{$post}Content-Length: +0\r\n\r\n"],
    'a length in hex' => [400, "{$post}Content-Length: 0x0\r\n\r\n"],
    'no length' => [400, "{$post}Content-Length:\r\n\r\n"],
    'an unknown coding' => [501, "{$post}Transfer-Encoding: xchunked\r\n\r\n"],
    'chunked, but not last' => [501, "{$post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"],
    'chunked twice' => [400, "{$post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    'a blank before the colon' => [400, "{$post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"],
    'a tab before the colon' => [400, "{$post}Content-Length\t: 0\r\n\r\n"],
    'a folded line' => [400, "{$post}X: a\r\n Transfer-Encoding: chunked\r\n\r\n"],
    'a bare LF' => [400, "{$post}X: a\nContent-Length: 0\r\n\r\n"],
    'a bare CR' => [400, "{$post}X: a\rContent-Length: 0\r\n\r\n"],
    'an empty line with a bare LF' => [400, "{$post}X: a\r\n\n"],
    'NUL' => [400, "{$post}X: a\0b\r\n\r\n"],
    'chunks in HTTP/1.0' => [400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    'a chunk of no size' => [400, "{$post}Transfer-Encoding: chunked\r\n\r\n\r\n"],
    'a chunk of negative size' => [400, "{$post}Transfer-Encoding: chunked\r\n\r\n-1\r\n"],
    'a chunk of too many digits' => [400, "{$post}Transfer-Encoding: chunked\r\n\r\n" . str_repeat('0', 20) . "1\r\na\r\n0\r\n\r\n"],
    'a chunk that goes on' => [400, "{$post}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"],
    'a chunk with a bare LF' => [400, "{$post}Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n"],
    'a head without end' => [431, "GET / HTTP/1.1\r\nX: " . str_repeat('a', 70000)],
    'too many fields' => [431, "GET / HTTP/1.1\r\n" . str_repeat("A: b\r\n", 200) . "\r\n"],
    'a body that is too long' => [413, "{$post}Content-Length: 99999999\r\n\r\n"],
];
$paths = [];
$handler = function ($request, $response) use (&$paths) {
    $paths[] = $request->server['request_uri'];
    $response->end();
};
$statuses = function (int $port) use ($vectors): array {
    $wrong = [];
    foreach ($vectors as $what => [$status, $bytes]) {
        $connection = stream_socket_client("tcp://127.0.0.1:$port");
        fwrite($connection, $bytes . HIDDEN);
        $answer = stream_get_contents($connection);
        if (!str_starts_with($answer, "HTTP/1.1 $status ") || substr_count($answer, 'HTTP/1.1 ') !== 1) {
            $wrong[$what] = $answer;
        }
    }
    return $wrong;
};
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1], ['Request' => $handler], function ($server) use ($statuses, &$paths, $handler) {
    claim('by the server', $statuses($server->port), []);
    $other = new Coroutine\Http\Server('127.0.0.1');
    $other->handle('/', $handler);
    Coroutine::create(fn () => $other->start());
    claim('by the server of coroutines', $statuses($other->port), []);
    $other->shutdown();
    claim('nothing was handled', $paths, []);
    $connection = client($server);
    $extended = "POST /extended HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\nx\r\n0\r\n\r\n";
    fwrite($connection, "\r\n" . $extended . "GET http://a/absolute HTTP/1.1\r\nConnection: close\r\n\r\n");
    stream_get_contents($connection);
    claim('what is odd but plain is taken', $paths, ['/extended', 'http://a/absolute']);
});
?>
--EXPECT--
by the server: yes
by the server of coroutines: yes
nothing was handled: yes
what is odd but plain is taken: yes
