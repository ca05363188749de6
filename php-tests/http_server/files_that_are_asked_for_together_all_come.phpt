--TEST--
Files that are asked for in one go all come, in order, however little of them fits into the buffers
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Http\Server;

const COUNT = 40;
$folder = sys_get_temp_dir() . '/swirl-together-' . getmypid();
mkdir($folder, 0700);
for ($i = 0; $i < 4; $i++) {
    file_put_contents("$folder/$i.bin", str_repeat((string) $i, 400000));
}
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1, 'document_root' => $folder, 'enable_static_handler' => true, 'socket_buffer_size' => 1 << 20], [
    'Request' => function ($request, $response) { $response->end('PHP'); },
], function ($server) {
    $get = fn ($path, $fields = '') => "GET $path HTTP/1.1\r\nHost: a\r\n$fields\r\n";
    $ask = '';
    for ($i = 0; $i < COUNT; $i++) {
        $ask .= $get('/' . $i % 4 . '.bin', $i % 5 === 4 ? "Range: bytes=0-99999,200000-299999\r\n" : '') . ($i % 10 === 9 ? $get('/php') : '');
    }
    $client = client($server);
    fwrite($client, $ask . $get('/last', "Connection: close\r\n"));
    $answers = stream_get_contents($client);
    $right = 0;
    for ($i = 0; $i < COUNT; $i++) {
        [$head, $rest] = explode("\r\n\r\n", $answers, 2) + ['', ''];
        $length = preg_match('/^Content-Length: (\d+)/m', $head, $found) ? (int) $found[1] : 0;
        [$body, $answers] = [substr($rest, 0, $length), substr($rest, $length)];
        $wanted = $i % 5 === 4 ? 200000 : 400000;
        // Of digits the lines between two parts have some, too, but few.
        $right += abs(substr_count($body, (string) ($i % 4)) - $wanted) < 200 ? 1 : 0;
        if ($i % 10 === 9) {
            $right += str_starts_with($answers, "HTTP/1.1 200 OK\r\n") && str_contains(substr($answers, 0, 300), "\r\n\r\nPHP") ? 0 : -100;
            $answers = substr($answers, strpos($answers, "\r\n\r\nPHP") + 7);
        }
    }
    claim('each file', $right, COUNT);
    claim('and the last answer', [str_starts_with($answers, 'HTTP/1.1 200 OK'), str_ends_with($answers, 'PHP')], [true, true]);
});
exec('rm -r ' . escapeshellarg($folder));
?>
--EXPECT--
each file: yes
and the last answer: yes
