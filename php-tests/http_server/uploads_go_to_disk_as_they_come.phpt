--TEST--
upload_max_filesize: files of forms go to disk as they come, within their own limit, and leave nothing behind
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine;
use Swoole\Http\Server;

$folder = sys_get_temp_dir() . '/swirl-uploads-' . getmypid();
mkdir($folder);
$kept = "$folder.kept";
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
$settings = ['worker_num' => 1, 'upload_tmp_dir' => $folder, 'upload_max_filesize' => 8 << 20, 'package_max_length' => 100000];
serve($server, $settings, ['Request' => function ($request, $response) use ($kept) {
    if ($request->getMethod() === 'GET') {
        return $response->end();
    }
    $file = $request->files['f'] ?? null;
    if ($request->get['keep'] ?? false) {
        move_uploaded_file($file['tmp_name'], $kept);
    }
    if (!isset($request->get['ignore'])) {
        $response->end(json_encode([$file['size'] ?? null, $file ? md5_file(is_file($kept) ? $kept : $file['tmp_name']) : null, $request->post, strlen($request->getContent())]));
    }
}], function ($server) use ($folder, $kept) {
    $files = fn (): int => count(glob("$folder/*"));
    $data = random_bytes(1 << 20);
    $form = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n$data\r\n--XX--\r\n";
    $send = function (string $query, string $framing, array $pieces) use ($server, $files) {
        $connection = client($server);
        fwrite($connection, "POST /?$query HTTP/1.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=XX\r\n$framing\r\n\r\n");
        $most = 0;
        foreach ($pieces as $piece) {
            @fwrite($connection, $piece);
            Coroutine::sleep(0.001);
            $most = max($most, $files());
        }
        $answer = explode("\r\n\r\n", stream_get_contents($connection), 2);
        return [substr($answer[0], 9, 3), json_decode($answer[1] ?? '', true), $most];
    };
    $length = 'Content-Length: ' . strlen($form);
    $expected = [1 << 20, md5($data), ['a' => 'b'], 0];
    claim('while it comes', $send('', $length, str_split($form, 100000)), ['200', $expected, 1]);
    wait_until(fn () => $files() === 0);
    $chunks = array_map(fn ($piece) => dechex(strlen($piece)) . "\r\n$piece\r\n", str_split($form, 99999));
    claim('in chunks', $send('', 'Transfer-Encoding: chunked', [...$chunks, "0\r\n\r\n"]), ['200', $expected, 1]);
    claim('one that is kept', $send('keep=1', $length, [$form])[1], $expected);
    claim('is there', md5_file($kept), md5($data));
    unlink($kept);
    claim('nobody asks for it', $send('ignore=1', $length, [$form])[0], '500');
    wait_until(fn () => $files() === 0);
    $connection = client($server);
    fwrite($connection, "POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=XX\r\n$length\r\n\r\n" . substr($form, 0, 500000));
    wait_until(fn () => $files() === 1);
    fclose($connection);
    wait_until(fn () => $files() === 0);
    echo "a client that goes leaves nothing\n";
    claim('too much', $send('', 'Content-Length: ' . (9 << 20), [])[0], '413');
    $most = str_repeat("100000\r\n" . str_repeat('x', 1 << 20) . "\r\n", 9);
    claim('too much in chunks', $send('', 'Transfer-Encoding: chunked', [$most])[0], '413');
    $connection = client($server);
    fwrite($connection, "POST / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 100001\r\n\r\n");
    claim('other bodies have their own limit', substr(stream_get_contents($connection), 9, 3), '413');
});
rmdir($folder);
?>
--EXPECT--
while it comes: yes
in chunks: yes
one that is kept: yes
is there: yes
nobody asks for it: yes
a client that goes leaves nothing
too much: yes
too much in chunks: yes
other bodies have their own limit: yes
