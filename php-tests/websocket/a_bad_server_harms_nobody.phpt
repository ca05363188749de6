--TEST--
WebSocket clients: a server that ends the connection at any byte, changes one, or breaks the rules: whole messages, then an error in time, the connection is closed, the next one is sound
--FILE--
<?php
require __DIR__ . '/../http/http.inc';
require __DIR__ . '/../proxy.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Socket;

const MESSAGES = ['one', 'a longer message that comes in one frame', 'last'];

function websocket(int $port): Client
{
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 4]);
    return $client;
}

/** The messages that come until something is wrong or all are there. */
function messages(Client $client): array
{
    for ($got = []; count($got) < count(MESSAGES) && is_object($frame = $client->recv(4));) {
        $got[] = $frame->data;
    }
    return $got;
}

/** What goes wrong when the proxy spoils what the server says; nothing when all is told as it should be. */
function trouble(Proxy $proxy, callable $spoil, bool $changes): ?string
{
    $start = hrtime(true);
    $proxy->spoil($spoil);
    $client = websocket($proxy->port);
    $got = $client->upgrade('/') ? messages($client) : [];
    $whole = $got === MESSAGES;
    // A byte of a message that was changed cannot be told from the right one.
    $sound = $changes || $got === array_slice(MESSAGES, 0, count($got));
    $told = $changes || (!$whole && !$client->connected && $client->recv(0.1) === false);
    $client->close();
    $proxy->spoil(null);
    $next = $client->upgrade('/') && messages($client) === MESSAGES;
    return match (true) {
        !$sound => 'mixed up', !$told => 'not told', !$next => 'the next one is wrong', ms_since($start) > 3900 => 'late', default => null,
    };
}

/** A server that answers an upgrade as it should and then says what it is told to; what its client gets. */
function told(string $frames): array
{
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    go(function () use ($server, $frames) {
        $peer = $server->accept(10);
        preg_match('/^Sec-WebSocket-Key: (\S+)/mi', $peer->recv(), $key);
        $proof = base64_encode(sha1("$key[1]258EAFA5-E914-47DA-95CA-C5AB0DC85B11", true));
        $peer->sendAll("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: $proof\r\n\r\n");
        $peer->sendAll($frames);
        // Not the end of the connection, but what it says, shall end it.
        while (strlen((string) $peer->recv(1000, 10)) > 0) {
        }
        $server->close();
    });
    $client = websocket($server->getsockname()['port']);
    $start = hrtime(true);
    return [$client->upgrade('/'), $client->recv(4), $client->connected, ms_since($start) < 3900];
}

Co::set(['log_level' => SWOOLE_LOG_NONE]);
serve(function ($request, $response) {
    $response->upgrade();
    array_map($response->push(...), MESSAGES);
    $response->recv(10);
}, function (int $port) {
    $proxy = new Proxy($port);
    $client = websocket($proxy->port);
    claim('through the proxy', [$client->upgrade('/'), messages($client)], [true, MESSAGES]);
    $client->close();
    $all = $proxy->said;
    $wrong = [];
    foreach (CUTS as $how => $reset) {
        for ($count = 0; $count < $all; $count++) {
            $wrong[] = trouble($proxy, cut_after($count, $reset), false);
        }
        claim($how, array_filter($wrong), []);
    }
    $wrong = [];
    for ($count = 0; $count < $all; $count++) {
        $change = fn (string $bytes, int $before) => $before <= $count && $count < $before + strlen($bytes)
            ? [substr_replace($bytes, $bytes[$count - $before] ^ "\x81", $count - $before, 1)] : $bytes;
        $wrong[] = trouble($proxy, $change, true);
    }
    claim('every byte is changed', array_filter($wrong), []);
    $proxy->stop();
});

Co\run(function () {
    $bad = [
        'a huge length' => "\x82\x7f" . str_repeat("\x7f", 8),
        'a length below nothing' => "\x82\x7f" . str_repeat("\xff", 8),
        'more than is taken' => "\x82\x7f" . pack('J', 1 << 32),
        'a long ping' => "\x89\x7e" . pack('n', 200) . str_repeat('x', 200),
        'a ping in pieces' => "\x09\x01x",
        'an unknown kind' => "\x83\x01x",
        'reserved bits' => "\xb2\x01x",
        'a masked frame' => "\x82\x81abcdx",
        'text that is none' => "\x81\x02\xff\xfe",
        'a piece of nothing' => "\x80\x01x",
        'a message within another' => "\x01\x01x\x81\x01y",
    ];
    foreach ($bad as $name => $frames) {
        claim($name, told($frames), [true, false, false, true]);
    }
    claim('and what is right', told("\x81\x02ok")[1]->data, 'ok');

    foreach (['endless' => "HTTP/1.1 101 Switching Protocols\r\n" . str_repeat("X: y\r\n", 20000), 'no HTTP' => "\0\1\2\3\r\n\r\n"] as $name => $head) {
        $server = new Socket(AF_INET, SOCK_STREAM, 0);
        $server->bind('127.0.0.1');
        $server->listen();
        go(function () use ($server, $head) {
            $peer = $server->accept(10);
            $peer->recv();
            $peer->sendAll($head);
            $peer->recv(1, 10);
        });
        $client = websocket($server->getsockname()['port']);
        claim("a head, $name", [$client->upgrade('/'), $client->connected, $client->statusCode < 0], [false, false, true]);
    }
});
?>
--EXPECT--
through the proxy: yes
cut at every byte: yes
reset at every byte: yes
every byte is changed: yes
a huge length: yes
a length below nothing: yes
more than is taken: yes
a long ping: yes
a ping in pieces: yes
an unknown kind: yes
reserved bits: yes
a masked frame: yes
text that is none: yes
a piece of nothing: yes
a message within another: yes
and what is right: yes
a head, endless: yes
a head, no HTTP: yes
