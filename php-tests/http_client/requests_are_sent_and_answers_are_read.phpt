--TEST--
A client's requests as the server sees them, and answers as the client sees them; the connection is kept
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;

serve([
    '/' => function ($request, $response) {
        $response->header('X-Many', ['a', 'b']);
        $response->cookie('one', '1-2');
        $response->end(json_encode([$request->getMethod(), $request->server['request_uri'], $request->header, $request->cookie, $request->get, $request->post, $request->rawContent(), $request->server['remote_port']]));
    },
    '/chunks' => function ($request, $response) { $response->write('first '); $response->write('second'); $response->end(); },
    '/close' => function ($request, $response) { $response->header('Connection', 'close'); $response->end('bye'); },
], function (int $port) {
    $client = new Client('127.0.0.1', $port);
    claim('get', $client->get('/path?q=1'));
    claim('answered', [$client->statusCode, $client->errCode, $client->connected], [200, 0, true]);
    [$method, $uri, $header, $cookie, $get, $post, $raw, $from] = json_decode($client->body, true);
    claim('as asked', [$method, $uri, $get, $post, $raw], ['GET', '/path', ['q' => '1'], null, '']);
    claim('fields', $header, ['host' => "127.0.0.1:$port", 'connection' => 'keep-alive', 'accept-encoding' => 'gzip, deflate, br']);
    claim('answer fields', [$client->headers['x-many'], $client->headers['server']], [['a', 'b'], 'swoole-http-server']);
    claim('cookies', [$client->cookies, $client->set_cookie_headers], [['one' => '1-2'], ['one=1-2']]);
    claim('getters', [$client->getBody() === $client->body, $client->getStatusCode(), $client->getCookies() === $client->cookies, $client->getHeaders() === $client->headers], [true, 200, true, true]);

    $client->setHeaders(['X-One' => 'yes', 'Host' => 'other', 'X-Bad' => "a\r\nEvil: 1"]);
    claim('post', $client->post('/', ['a' => ['b' => 'c d'], 'e' => '']));
    [$method, $uri, $header, $cookie, $get, $post, $raw, $again] = json_decode($client->body, true);
    claim('a form', [$method, $post, $header['content-type']], ['POST', ['a' => ['b' => 'c d'], 'e' => ''], 'application/x-www-form-urlencoded']);
    claim('own fields', [$header['x-one'], $header['host'], isset($header['evil']), isset($header['x-bad'])], ['yes', 'other', false, false]);
    claim('the cookie goes back', $cookie, ['one' => '1-2']);
    claim('the same connection', $again, $from);

    $client->setMethod('PUT');
    $client->setData('raw data');
    claim('execute', $client->execute('/put'));
    $seen = json_decode($client->body, true);
    claim('as set', [$seen[0], $seen[6]], ['PUT', 'raw data']);
    claim('head out', str_starts_with($client->getHeaderOut(), "PUT /put HTTP/1.1\r\nHost: other\r\n"));

    $client = new Client('127.0.0.1', $port);
    $client->setBasicAuth('user', 'pass');
    $client->get('/');
    claim('basic auth', json_decode($client->body, true)[2]['authorization'], 'Basic dXNlcjpwYXNz');
    claim('chunks', [$client->get('/chunks'), $client->body], [true, 'first second']);
    claim('closed by the server', [$client->get('/close'), $client->body, $client->connected], [true, 'bye', false]);
    claim('and opened again', [$client->get('/'), $client->statusCode, $client->connected], [true, 200, true]);
    claim('names', [$client->getpeername()['port'], $client->getsockname()['address']], [$port, '127.0.0.1']);
    $client->setMethod('HEAD');
    claim('HEAD', [$client->execute('/'), $client->body, $client->statusCode], [true, '', 200]);
    claim('close', [$client->close(), $client->close(), $client->connected], [true, false, false]);

    $client = new Client('127.0.0.1', $port);
    $client->setDefer();
    claim('sent', [$client->getDefer(), $client->get('/chunks'), $client->body], [true, true, '']);
    claim('received later', [$client->recv(), $client->body], [true, 'first second']);
    claim('only once', $client->recv(), false);
});
?>
--EXPECT--
get: yes
answered: yes
as asked: yes
fields: yes
answer fields: yes
cookies: yes
getters: yes
post: yes
a form: yes
own fields: yes
the cookie goes back: yes
the same connection: yes
execute: yes
as set: yes
head out: yes
basic auth: yes
chunks: yes
closed by the server: yes
and opened again: yes
names: yes
HEAD: yes
close: yes
sent: yes
received later: yes
only once: yes
