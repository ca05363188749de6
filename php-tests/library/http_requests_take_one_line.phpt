--TEST--
HTTP requests in one line, by each of the drivers; a client's cookies, redirects that are left to the user
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;
use function Swoole\Coroutine\Http\get;
use function Swoole\Coroutine\Http\post;
use function Swoole\Coroutine\Http\request;

serve([
    '/' => function ($request, $response) {
        $response->cookie('given', 'by-the-server');
        $response->header('X-Answer', 'yes');
        $response->status(201);
        $response->end(json_encode([$request->getMethod(), $request->get, $request->post, $request->rawContent(), $request->header['x-one'] ?? null, $request->cookie]));
    },
    '/moved' => fn ($request, $response) => $response->redirect('/elsewhere', 302),
    '/sets' => function ($request, $response) {
        $response->cookie('b', 'of-the-server', 0, '/');
        $response->end(json_encode($request->cookie));
    },
    '/slow' => function ($request, $response) { Co::sleep(0.3); $response->end('late'); },
], function (int $port) {
    $url = "http://127.0.0.1:$port";
    foreach (['', 'curl', 'stream'] as $driver) {
        swoole_library_set_option('http_client_driver', $driver);
        $name = $driver ?: 'client';
        $answer = get("$url/path?q=1", null, ['X-One' => '1'], ['c' => 'd', 'e' => 'f']);
        claim("$name: get", json_decode($answer->getBody(), true), ['GET', ['q' => '1'], null, '', '1', ['c' => 'd', 'e' => 'f']]);
        if ($driver !== 'stream') {
            claim('status', $answer->getStatusCode(), 201);
            claim('fields', (array) $answer->getHeaders()['x-answer'], ['yes']);
            claim('cookies', $answer->getCookies()['given'], 'by-the-server');
        }
        claim('a form', array_slice(json_decode(post($url, ['a' => '1', 'b' => 'c d'])->getBody(), true), 0, 3), ['POST', null, ['a' => '1', 'b' => 'c d']]);
        claim('text', array_slice(json_decode(request($url, 'PUT', '{"a": 1}', null, ['Content-Type' => 'application/json'])->getBody(), true), 0, 4), ['PUT', null, null, '{"a": 1}']);
        claim('too slow', str_starts_with(outcome(fn () => get("$url/slow", ['timeout' => 0.05])), 'Swoole\Coroutine\Http\Client\Exception: '));
        claim('side by side', count(array_unique(array_map(fn ($answer) => $answer->getBody(), all(array_fill(0, 5, fn () => get("$url/slow")))))), 1);
    }
    swoole_library_set_option('http_client_driver', '');
    claim('no scheme', outcome(fn () => get('//127.0.0.1/')), 'Swoole\Coroutine\Http\Client\Exception: The URL given is illegal [no scheme]');
    claim('another scheme', outcome(fn () => get('ftp://127.0.0.1/')), 'Swoole\Coroutine\Http\Client\Exception: unknown scheme "ftp"');

    $client = new Client('127.0.0.1', $port);
    claim('moved', [$client->get('/moved'), $client->statusCode, $client->headers['location']], [true, 302, '/elsewhere']);
    claim('cookies are set', $client->setCookies(['a' => '1-2', 'b' => 'own']));
    $client->get('/sets');
    claim('and sent', json_decode($client->body, true), ['a' => '1-2', 'b' => 'own']);
    $client->get('/sets');
    claim("the server's replace them", json_decode($client->body, true), ['a' => '1-2', 'b' => 'of-the-server']);
});
?>
--EXPECT--
client: get: yes
status: yes
fields: yes
cookies: yes
a form: yes
text: yes
too slow: yes
side by side: yes
curl: get: yes
status: yes
fields: yes
cookies: yes
a form: yes
text: yes
too slow: yes
side by side: yes
stream: get: yes
a form: yes
text: yes
too slow: yes
side by side: yes
no scheme: yes
another scheme: yes
moved: yes
cookies are set: yes
and sent: yes
the server's replace them: yes
