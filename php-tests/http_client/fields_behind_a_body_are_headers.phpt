--TEST--
Http\Client: fields behind a body that came in chunks stand among the headers, with those before it; cookies among them count
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;

serve(function ($request, $response) {
    $response->header('Trailer', 'Content-MD5');
    $response->header('X-Both', 'before');
    $response->write('hello ');
    $response->write('world');
    foreach (['Content-MD5' => md5('hello world'), 'X-Both' => 'behind', 'Set-Cookie' => 'late=1'] as $name => $value) {
        $response->trailer($name, $value);
    }
    $response->end();
}, function (int $port) {
    $client = new Client('127.0.0.1', $port);
    foreach ([1, 2] as $round) {
        claim("answer $round", [$client->get('/'), $client->body], [true, 'hello world']);
        claim('the field', $client->headers['content-md5'], md5('hello world'));
        claim('both values', $client->headers['x-both'], ['before', 'behind']);
        claim('the cookie', $client->cookies, ['late' => '1']);
    }
    $client->close();
});
?>
--EXPECT--
answer 1: yes
the field: yes
both values: yes
the cookie: yes
answer 2: yes
the field: yes
both values: yes
the cookie: yes
