--TEST--
write() waits while the client does not read; sendfile() and large bodies arrive whole
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Http\Server;

$file = tempnam(sys_get_temp_dir(), 'swirl');
file_put_contents($file, random_bytes(3 << 20));
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1], [
    'Request' => function ($request, $response) use ($file) {
        switch ($request->server['path_info']) {
            case '/pieces':
                for ($i = 0; $i < 100; $i++) {
                    $response->write(str_repeat(chr(65 + $i % 26), 65536));
                }
                return $response->end();
            case '/file':
                return $response->sendfile($file);
            case '/whole':
                return $response->end(str_repeat('w', 5 << 20));
        }
        $response->end('small');
    },
], function ($server) use ($file) {
    $slow = client($server);
    fwrite($slow, "GET /pieces HTTP/1.1\r\nConnection: close\r\n\r\n");
    $client = new Client('127.0.0.1', $server->port);
    claim('others are served meanwhile', [$client->get('/'), $client->body], [true, 'small']);
    $all = stream_get_contents($slow);
    claim('all pieces', substr_count($all, "\r\n10000\r\n"), 100);
    claim('the end', str_ends_with($all, "\r\n0\r\n\r\n"));
    claim('a file', [$client->get('/file'), $client->body === file_get_contents($file)], [true, true]);
    claim('a large body', [$client->get('/whole'), strlen($client->body)], [true, 5 << 20]);
});
unlink($file);
?>
--EXPECT--
others are served meanwhile: yes
all pieces: yes
the end: yes
a file: yes
a large body: yes
