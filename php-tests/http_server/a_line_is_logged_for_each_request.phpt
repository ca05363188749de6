--TEST--
access_log: a line for each request that was answered: by PHP, with a file, over HTTP/2 or as a WebSocket; none for what is no request
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\WebSocket\Server;

$folder = sys_get_temp_dir() . '/swirl-access-' . getmypid();
mkdir($folder, 0700);
file_put_contents("$folder/file.txt", 'a file');
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'document_root' => $folder, 'enable_static_handler' => true, 'access_log' => "$folder/log", 'open_http2_protocol' => true], [
    'Request' => function ($request, $response) {
        $response->status($request->server['request_uri'] === '/gone' ? 410 : 200);
        $response->end();
    },
    'Message' => fn () => null,
], function ($server) use ($folder) {
    $client = new Client('127.0.0.1', $server->port);
    $client->setHeaders(['User-Agent' => "a \"tool\"", 'Referer' => 'http://here/']);
    $client->get('/php?a=b');
    $client->get('/gone');
    $client->setHeaders(['User-Agent' => 'tool']);
    $client->get('/file.txt');
    $client->post('/post', 'x');
    $client->close();
    $client = client($server);
    fwrite($client, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
    claim('refused', str_starts_with(stream_get_contents($client), 'HTTP/1.1 400'));
    $client = new Client('127.0.0.1', $server->port);
    claim('a WebSocket', $client->upgrade('/socket'));
    $client->close();
    $client = new Swoole\Coroutine\Http2\Client('127.0.0.1', $server->port);
    $client->connect();
    $request = new Swoole\Http2\Request;
    $request->path = '/stream';
    $client->send($request);
    claim('a stream', $client->recv(10)->statusCode, 200);
    wait_until(fn () => substr_count((string) @file_get_contents("$folder/log"), "\n") >= 6);
    foreach (file("$folder/log") as $line) {
        echo preg_replace(['/\[\w{3}, .*? GMT\]/', '/ \d+ "/'], ['[time]', ' N "'], $line);
    }
});
exec('rm -r ' . escapeshellarg($folder));
?>
--EXPECT--
refused: yes
a WebSocket: yes
a stream: yes
127.0.0.1 [time] "GET /php?a=b HTTP/1.1" 200 N "http://here/" "a \x22tool\x22"
127.0.0.1 [time] "GET /gone HTTP/1.1" 410 N "http://here/" "a \x22tool\x22"
127.0.0.1 [time] "GET /file.txt HTTP/1.1" 200 N "-" "tool"
127.0.0.1 [time] "POST /post HTTP/1.1" 200 N "-" "tool"
127.0.0.1 [time] "GET /socket HTTP/1.1" 101 N "-" "-"
127.0.0.1 [time] "GET /stream HTTP/2.0" 200 N "-" "-"
