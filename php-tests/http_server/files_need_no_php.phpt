--TEST--
enable_static_handler: files, parts, 304, index files, listings, and nothing above the folder
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Http\Server;

$base = sys_get_temp_dir() . '/swirl-static-' . getmypid();
mkdir("$base/root/sub", 0700, true);
file_put_contents("$base/secret.txt", 'secret');
file_put_contents("$base/root/file.txt", '0123456789');
file_put_contents("$base/root/sub/index.html", 'index');
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'document_root' => "$base/root", 'enable_static_handler' => true, 'http_index_files' => ['index.html'], 'http_autoindex' => true], [
    'Request' => function ($request, $response) { $response->status(404); $response->end('PHP'); },
], function ($server) {
    $client = new Client('127.0.0.1', $server->port);
    claim('a file', [$client->get('/file.txt'), $client->statusCode, $client->body, $client->headers['content-type']], [true, 200, '0123456789', 'text/plain']);
    ['last-modified' => $date, 'etag' => $tag] = $client->headers;
    $client->setHeaders(['If-Modified-Since' => $date]);
    claim('not modified', [$client->get('/file.txt'), $client->statusCode, $client->body], [true, 304, '']);
    $client->setHeaders(['If-None-Match' => $tag]);
    claim('the same tag', [$client->get('/file.txt'), $client->statusCode], [true, 304]);
    $client->setHeaders(['Range' => 'bytes=2-4']);
    claim('a part', [$client->get('/file.txt'), $client->statusCode, $client->body, $client->headers['content-range']], [true, 206, '234', 'bytes 2-4/10']);
    $client->setHeaders(['Range' => 'bytes=20-']);
    claim('no such part', [$client->get('/file.txt'), $client->statusCode], [true, 416]);
    $client->setHeaders([]);
    claim('an index', [$client->get('/sub/'), $client->body], [true, 'index']);
    claim('a listing', [$client->get('/'), str_contains($client->body, 'file.txt')], [true, true]);
    claim('PHP is asked', [$client->get('/nothing'), $client->body], [true, 'PHP']);
    foreach (['/../secret.txt', '/sub/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt'] as $path) {
        $client->get($path);
        claim($path, $client->body, 'PHP');
    }
    $client->setMethod('HEAD');
    claim('HEAD', [$client->execute('/file.txt'), $client->headers['content-length'], $client->body], [true, '10', '']);
});
exec('rm -r ' . escapeshellarg($base));
?>
--EXPECT--
a file: yes
not modified: yes
the same tag: yes
a part: yes
no such part: yes
an index: yes
a listing: yes
PHP is asked: yes
/../secret.txt: yes
/sub/../../secret.txt: yes
/%2e%2e/secret.txt: yes
/..%2fsecret.txt: yes
HEAD: yes
