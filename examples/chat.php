<?php
// A chat over WebSocket, with its page. php -d extension=swirl chat.php, then http://127.0.0.1:9501/ in several windows.

use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\WebSocket\Frame;
use Swoole\WebSocket\Server;

const PAGE = <<<'HTML'
<!DOCTYPE html>
<meta charset="utf-8">
<title>Chat</title>
<ul id="said"></ul>
<form><input id="line" autofocus autocomplete="off"></form>
<script>
const socket = new WebSocket(`ws://${location.host}/`);
socket.onmessage = (event) => {
    const item = document.createElement('li');
    item.textContent = event.data;
    document.getElementById('said').append(item);
};
document.forms[0].onsubmit = (event) => {
    event.preventDefault();
    const line = document.getElementById('line');
    socket.send(line.value);
    line.value = '';
};
</script>
HTML;

$server = new Server('127.0.0.1', (int) ($argv[1] ?? 9501), SWOOLE_BASE);

/** Sends a line to everybody who is connected. */
$say = function (Server $server, string $line): void {
    foreach ($server->connections as $fd) {
        if ($server->isEstablished($fd)) {
            $server->push($fd, $line);
        }
    }
};

$server->on('request', function (Request $request, Response $response) {
    $response->end(PAGE);
});
$server->on('open', function (Server $server, Request $request) use ($say) {
    $say($server, "#$request->fd has come");
});
$server->on('message', function (Server $server, Frame $frame) use ($say) {
    $say($server, "#$frame->fd: $frame->data");
});
$server->on('close', function (Server $server, int $fd) use ($say) {
    $say($server, "#$fd has gone");
});
$server->start();
