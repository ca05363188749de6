<?php
// Server-Sent Events: each client gets the time, second by second. php -d extension=swirl events.php, then
// curl -N http://127.0.0.1:9501/

use Swoole\Coroutine;
use Swoole\Coroutine\Http\Server;
use Swoole\Http\Request;
use Swoole\Http\Response;

Coroutine\run(function () use ($argv) {
    $server = new Server('127.0.0.1', (int) ($argv[1] ?? 9501));
    $server->handle('/', function (Request $request, Response $response) {
        $response->header('Content-Type', 'text/event-stream');
        $response->header('Cache-Control', 'no-store');
        do {
            $sent = $response->write('data: ' . date('H:i:s') . "\n\n");
            Coroutine::sleep(1);
        } while ($sent);
    });
    $server->start();
});
