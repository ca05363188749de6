--TEST--
Coroutine\Http\Server: requests that come together are answered in order; an answer does not wait for a handler that waits
--FILE--
<?php
require __DIR__ . '/http.inc';

use Swoole\Coroutine\Channel;

$gate = new Channel(1);
serve(function ($request, $response) use ($gate) {
    $path = $request->server['request_uri'];
    match ($path) {
        '/wait' => $gate->pop(10),
        '/large' => $response->header('X-Large', str_repeat('x', 1000)),
        '/pieces' => $response->write('in ') && $response->write('pieces '),
        default => null,
    };
    $response->end($path . ($path === '/large' ? str_repeat('.', 100000) : ''));
}, function (int $port) use ($gate) {
    $get = fn (string ...$paths) => implode(array_map(fn ($path) => "GET $path HTTP/1.1\r\nHost: a\r\n\r\n", $paths));
    $connection = connect($port);
    $paths = array_map(fn ($i) => "/$i", range(1, 100));
    fwrite($connection, $get(...$paths));
    claim('a hundred, in order', array_map(fn () => response($connection)[1], $paths), $paths);
    fwrite($connection, $get('/first', '/large', '/last'));
    claim('a large one between', [response($connection)[1], strlen(response($connection)[1]), response($connection)[1]], ['/first', 100006, '/last']);
    // The handler of the second one goes on when the answer to the first has been read.
    fwrite($connection, $get('/before', '/wait', '/behind'));
    claim('the one before', response($connection)[1], '/before');
    $gate->push(true);
    claim('the others', [response($connection)[1], response($connection)[1]], ['/wait', '/behind']);
    // The same when all that was held back has gone out once.
    fwrite($connection, $get('/a', '/wait', '/b', '/wait', '/c'));
    claim('first', response($connection)[1], '/a');
    $gate->push(true);
    claim('second', [response($connection)[1], response($connection)[1]], ['/wait', '/b']);
    $gate->push(true);
    claim('third', [response($connection)[1], response($connection)[1]], ['/wait', '/c']);
    fclose($connection);
    $all = talk($port, $get('/one', '/pieces') . "GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    claim('up to the end', [substr_count($all, "HTTP/1.1 200"), str_ends_with($all, "\r\n\r\n/end"), str_contains($all, "pieces \r\n")], [3, true, true]);
    $all = talk($port, $get('/one') . "no request\r\n\r\n");
    claim('before what is no request', [substr_count($all, "HTTP/1.1 200"), substr_count($all, "HTTP/1.1 400")], [1, 1]);
});
?>
--EXPECT--
a hundred, in order: yes
a large one between: yes
the one before: yes
the others: yes
first: yes
second: yes
third: yes
up to the end: yes
before what is no request: yes
