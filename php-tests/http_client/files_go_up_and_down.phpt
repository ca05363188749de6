--TEST--
addFile(), addData(), download(), write_func, and compressed answers
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;

$file = tempnam(sys_get_temp_dir(), 'swirl');
file_put_contents($file, '0123456789');
$text = str_repeat('to and fro ', 1000);
serve([
    '/upload' => function ($request, $response) {
        $files = [];
        foreach ($request->files as $name => $about) {
            $files[$name] = [$about['name'], $about['type'], file_get_contents($about['tmp_name'])];
        }
        $response->end(json_encode([$request->post, $files]));
    },
    '/' => function ($request, $response) use ($text) { $response->end($text); },
], function (int $port) use ($file, $text) {
    $client = new Client('127.0.0.1', $port);
    claim('a file', $client->addFile($file, 'one', 'text/plain', 'a"b.txt', 2, 5));
    claim('data', $client->addData('from memory', 'two'));
    claim('sent', $client->post('/upload', ['k' => 'v']));
    claim('arrived', json_decode($client->body, true), [['k' => 'v'], ['one' => ['a%22b.txt', 'text/plain', '23456'], 'two' => ['two', 'application/octet-stream', 'from memory']]]);
    claim('not again', $client->uploadFiles, null);
    claim('no such file', @$client->addFile('/not/there', 'x'), false);
    claim('beyond the end', @$client->addFile($file, 'x', null, null, 11), false);

    $client = new Client('127.0.0.1', $port);
    claim('compressed', [$client->get('/'), $client->body === $text, $client->headers['content-encoding']], [true, true, 'br']);
    $client->set(['http_compression' => false]);
    claim('download', [$client->download('/', $file), file_get_contents($file) === $text, $client->body], [true, true, '']);
    claim('from an offset', [$client->download('/', $file, 3), substr(file_get_contents($file), 3) === $text], [true, true]);
    $pieces = '';
    $client->set(['write_func' => function ($client, string $data) use (&$pieces) { $pieces .= $data; }]);
    claim('to a function', [$client->get('/'), $pieces === $text, $client->body], [true, true, '']);
});
unlink($file);
?>
--EXPECT--
a file: yes
data: yes
sent: yes
arrived: yes
not again: yes
no such file: yes
beyond the end: yes
compressed: yes
download: yes
from an offset: yes
to a function: yes
