<?php
// Takes uploads and tells what came: php -d extension=swirl upload.php, then curl -F file=@some-file http://127.0.0.1:9501/

use Swoole\Coroutine;
use Swoole\Coroutine\Http\Server;
use Swoole\Http\Request;
use Swoole\Http\Response;

Coroutine\run(function () use ($argv) {
    $server = new Server('127.0.0.1', (int) ($argv[1] ?? 9501));
    $server->set(['package_max_length' => 64 << 20, 'upload_tmp_dir' => sys_get_temp_dir()]);
    $server->handle('/', function (Request $request, Response $response) {
        $lines = [];
        foreach ($request->files ?? [] as $field => $file) {
            // The file goes with the request, unless move_uploaded_file() takes it.
            $lines[] = sprintf("%s: %s, %d bytes, sha1 %s", $field, $file['name'], $file['size'], sha1_file($file['tmp_name']));
        }
        $response->header('Content-Type', 'text/plain');
        $response->end(implode("\n", $lines ?: ['no file came']) . "\n");
    });
    $server->start();
});
