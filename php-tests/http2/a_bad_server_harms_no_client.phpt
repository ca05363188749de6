--TEST--
HTTP/2 clients: a server that ends the connection at any byte, changes one, or breaks the rules: an error in time, the connection is closed, the next one is sound
--FILE--
<?php
require __DIR__ . '/http2.inc';
require __DIR__ . '/../proxy.inc';

use Swoole\Coroutine\Http2\Client;
use Swoole\Coroutine\Socket;

const BODY = 'all work and no play makes Jack a dull boy';

/** Three requests on one connection, and which of them were answered. */
function answers(Client $client): array
{
    $streams = [];
    foreach (['/1', '/2', '/3'] as $path) {
        if ($stream = $client->send(request2($path))) {
            $streams[$stream] = $path;
        }
    }
    $got = [];
    while ($streams && $answer = $client->recv(4)) {
        $got[$streams[$answer->streamId]] = [$answer->statusCode, $answer->data];
        unset($streams[$answer->streamId]);
    }
    return $got;
}

/** What goes wrong when the proxy spoils what the server says; nothing when all is told as it should be. */
function trouble(Proxy $proxy, callable $spoil, bool $changes): ?string
{
    $start = hrtime(true);
    $proxy->spoil($spoil);
    $client = new Client('127.0.0.1', $proxy->port);
    $client->set(['timeout' => 4]);
    $got = $client->connect() ? answers($client) : [];
    $mixed = array_filter($got, fn ($answer, $path) => $answer[0] === 200 && $answer[1] !== $path . BODY, ARRAY_FILTER_USE_BOTH);
    $late = ms_since($start) > 3900;
    $told = $changes || (count($got) < 3 && !$client->connected && $client->recv(0.1) === false);
    if ($client->connected) {
        $client->close();
    }
    $proxy->spoil(null);
    $next = $client->connect() && count(array_filter(answers($client), fn ($answer) => $answer[0] === 200)) === 3;
    return match (true) {
        !$changes && $mixed => 'mixed up', !$told => 'not told', !$next => 'the next one is wrong', $late && !$changes => 'late', default => null,
    };
}

/** What a client gets from a server that says these bytes when it was asked. */
function told(string $bytes, float $timeout = 20): array
{
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    go(function () use ($server, $bytes) {
        $peer = $server->accept(10);
        $peer->sendAll(frame2(4, 0, 0));
        $peer->recv();
        $peer->sendAll($bytes);
        while (strlen((string) $peer->recv(1000, 10)) > 0) {
        }
        $server->close();
    });
    $client = new Client('127.0.0.1', $server->getsockname()['port']);
    $client->set(['timeout' => $timeout]);
    $client->connect();
    $start = hrtime(true);
    $client->send(request2('/'));
    $answer = $client->recv();
    return [$answer ? $answer->statusCode : false, $client->connected, ms_since($start) < 19000];
}

Co::set(['log_level' => SWOOLE_LOG_NONE]);
serve2(fn ($request, $response) => $response->end($request->server['request_uri'] . BODY), function ($server) {
    $proxy = new Proxy($server->port);
    $client = new Client('127.0.0.1', $proxy->port);
    $client->connect();
    claim('through the proxy', array_map(fn ($answer) => $answer[0], answers($client)), ['/1' => 200, '/2' => 200, '/3' => 200]);
    $client->close();
    // The answers may come in another order, and so with other lengths: what is always said is cut.
    $all = $proxy->said - 60;
    $wrong = [];
    foreach (CUTS as $how => $reset) {
        for ($count = 0; $count < $all; $count++) {
            $wrong[] = trouble($proxy, cut_after($count, $reset), false);
        }
        claim($how, array_filter($wrong), []);
    }
    $wrong = [];
    for ($count = 0; $count < $all; $count += 2) {
        $change = fn (string $bytes, int $before) => $before <= $count && $count < $before + strlen($bytes)
            ? [substr_replace($bytes, $bytes[$count - $before] ^ "\x41", $count - $before, 1)] : $bytes;
        $wrong[] = trouble($proxy, $change, true);
    }
    claim('a byte is changed', array_filter($wrong), []);
    $proxy->stop();
});

Co\run(function () {
    $head = fn (int $stream) => frame2(1, 4, $stream, "\x88");
    claim('what is right', told($head(1) . frame2(0, 1, 1, 'ok')), [200, true, true]);
    $bad = [
        'a frame that is too long' => "\xff\xff\xff\x00\x00\x00\x00\x00\x01",
        'data of nobody' => frame2(0, 1, 7, 'x'),
        'data before the head' => frame2(0, 1, 1, 'x'),
        'a head that cannot be unpacked' => frame2(1, 5, 1, "\xff\xff\xff\xff\xff\xff"),
        'settings of a wrong length' => frame2(4, 0, 0, 'xxxxx'),
        'a window that is too large' => frame2(8, 0, 0, pack('N', 0x7fffffff)),
        'padding longer than the frame' => $head(1) . frame2(0, 9, 1, "\xffx"),
        'another protocol' => "HTTP/1.1 400 Bad Request\r\n\r\n",
        'a piece of another head' => frame2(1, 0, 1, "\x88") . frame2(0, 1, 1, 'x'),
        'an endless head' => frame2(1, 0, 1, "\x88") . str_repeat(frame2(9, 0, 1, str_repeat("\x10\x01a\x01b", 3000)), 1500),
    ];
    foreach ($bad as $name => $bytes) {
        [$status, $connected, $quick] = told($bytes);
        claim($name, [$status === 200, $connected, $quick], [false, false, true]);
    }
    claim('half an answer, then silence', told($head(1) . frame2(0, 0, 1, 'x'), 0.05), [false, true, true]);
});
?>
--EXPECT--
through the proxy: yes
cut at every byte: yes
reset at every byte: yes
a byte is changed: yes
what is right: yes
a frame that is too long: yes
data of nobody: yes
data before the head: yes
a head that cannot be unpacked: yes
settings of a wrong length: yes
a window that is too large: yes
padding longer than the frame: yes
another protocol: yes
a piece of another head: yes
an endless head: yes
half an answer, then silence: yes
