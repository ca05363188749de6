--TEST--
http_superglobals: $_GET, $_POST, $_SERVER … are those of the running coroutine's request, and the script's elsewhere
--INI--
request_order=GP
--FILE--
<?php
require __DIR__ . '/../server/server.inc';
require __DIR__ . '/../http/bytes.inc';

use Swoole\Coroutine\Channel;

$_GET = ['script' => 'own'];

function seen(): array
{
    return [$_GET, $_POST, $_COOKIE, $_REQUEST, array_keys($_FILES), $_SERVER['REQUEST_URI'] ?? null];
}

function answer_with_globals($request, $response): void
{
    global $gate;
    $path = $request->server['request_uri'];
    if ($path === '/wait') {
        $gate->pop();
    }
    if ($path === '/change') {
        $_GET['a'] = 'changed';
        $reference = &$_GET;
        $reference['b'] = 'too';
        Co::sleep(0.001);
    }
    if ($path === '/child') {
        $done = new Channel(1);
        go(function () use ($done) {
            Co::sleep(0.001);
            $done->push(seen());
        });
        $response->end(json_encode([seen(), $done->pop()]));
        return;
    }
    if ($path === '/server') {
        $names = ['REQUEST_METHOD', 'REQUEST_URI', 'QUERY_STRING', 'HTTP_HOST', 'HTTP_X_TWO', 'CONTENT_TYPE', 'CONTENT_LENGTH', 'HTTP_PROXY', 'HTTP_A_B', 'SERVER_NAME', 'SERVER_PROTOCOL', 'REMOTE_ADDR', 'HTTPS', 'argc'];
        $response->end(json_encode(array_map(fn ($name) => $_SERVER[$name] ?? null, $names)));
        return;
    }
    $response->end(json_encode(seen()));
}

/** In another function, so that the test's own $_GET is not that of a handler. */
function check(callable $connect): void
{
    global $gate;
    $gate = new Channel(1);
    $send = function ($connection, string $target, string $fields = '', string $body = '', string $method = 'GET') {
        $length = $body === '' ? '' : 'Content-Length: ' . strlen($body) . "\r\n";
        fwrite($connection, "$method $target HTTP/1.1\r\nHost: test:80\r\n$fields$length\r\n$body");
    };
    $got = fn ($connection) => json_decode(response($connection)[1], true);
    [$one, $two] = [$connect(), $connect()];
    $send($one, '/wait?a=1', "Cookie: c=one\r\n");
    $form = "Content-Type: application/x-www-form-urlencoded\r\n";
    $send($two, '/now?a=2&x=y', $form, 'p[]=q', 'POST');
    claim('one that overtakes', $got($two), [['a' => '2', 'x' => 'y'], ['p' => ['q']], [], ['a' => '2', 'x' => 'y', 'p' => ['q']], [], '/now?a=2&x=y']);
    $gate->push(true);
    claim('one that waited', $got($one), [['a' => '1'], [], ['c' => 'one'], ['a' => '1'], [], '/wait?a=1']);
    $send($one, '/change?a=1');
    $send($two, '/now');
    claim('a change', $got($one)[0], ['a' => 'changed', 'b' => 'too']);
    claim('is nobody else\'s', $got($two)[0], []);
    $send($one, '/child?a=3');
    [$parent, $child] = $got($one);
    claim('a child has its parent\'s', [$parent[0], $child], [['a' => '3'], $parent]);
    $files = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nhello\r\n--XX--\r\n";
    $send($one, '/now', "Content-Type: multipart/form-data; boundary=XX\r\n", $files, 'POST');
    claim('files', $got($one)[4], ['f']);
    $send($one, '/server?q=1', "X-Two: 1\r\nX-Two: 2\r\nProxy: evil\r\nA_B: unclear\r\n$form", 'a=b', 'PUT');
    claim('what $_SERVER says', $got($one), ['PUT', '/server?q=1', 'q=1', 'test:80', '1, 2', 'application/x-www-form-urlencoded', '3', null, null, 'test', 'HTTP/1.1', '127.0.0.1', null, 1]);
    claim('the script\'s own', $_GET, ['script' => 'own']);
}

$server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'http_superglobals' => true], ['Request' => 'answer_with_globals'], fn ($server) => check(fn () => client($server)));
Co\run(function () {
    $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
    $server->set(['http_superglobals' => true]);
    $server->handle('/', 'answer_with_globals');
    go(fn () => $server->start());
    check(fn () => stream_socket_client("tcp://127.0.0.1:$server->port"));
    $server->shutdown();
});
claim('in the end', $_GET, ['script' => 'own']);
?>
--EXPECT--
one that overtakes: yes
one that waited: yes
a change: yes
is nobody else's: yes
a child has its parent's: yes
files: yes
what $_SERVER says: yes
the script's own: yes
one that overtakes: yes
one that waited: yes
a change: yes
is nobody else's: yes
a child has its parent's: yes
files: yes
what $_SERVER says: yes
the script's own: yes
in the end: yes
