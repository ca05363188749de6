--TEST--
HTTP and SOCKS5 proxies: requests are passed on as they are, TLS goes through tunnels
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Socket;

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/** Listens, and talks to the first who comes. */
function proxy(callable $talk): int
{
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    go(function () use ($server, $talk) {
        $client = $server->accept(5);
        $talk($client);
        $client->close();
    });
    return $server->getsockname()['port'];
}

function head(Socket $from): string
{
    for ($head = ''; !str_ends_with($head, "\r\n\r\n");) {
        $byte = $from->recv(1, 5);
        $head .= is_string($byte) && $byte !== '' ? $byte : throw new RuntimeException("no head: $head");
    }
    return $head;
}

Co\run(function () {
    $port = proxy(function (Socket $client) use (&$seen) {
        $seen = head($client);
        $client->send(ANSWER);
    });
    $client = new Client('example.test', 8080);
    $client->set(['timeout' => 5, 'http_proxy_host' => '127.0.0.1', 'http_proxy_port' => $port, 'http_proxy_user' => 'me', 'http_proxy_password' => 'secret']);
    claim('passed on', [$client->get('/a?b=c'), $client->body], [true, 'hi']);
    $lines = explode("\r\n", $seen);
    claim('the whole address', $lines[0], 'GET http://example.test:8080/a?b=c HTTP/1.1');
    claim('who asks', in_array('Proxy-Authorization: Basic ' . base64_encode('me:secret'), $lines), true);

    $port = proxy(function (Socket $client) use (&$seen) {
        $seen = head($client);
        $client->send("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    $client = new Client('example.test', 443, true);
    $client->set(['timeout' => 5, 'http_proxy_host' => '127.0.0.1', 'http_proxy_port' => $port]);
    claim('a tunnel that is refused', [$client->get('/'), $client->statusCode], [false, SWOOLE_HTTP_CLIENT_ESTATUS_CONNECT_FAILED]);
    claim('was asked for', strtok($seen, "\r"), 'CONNECT example.test:443 HTTP/1.1');

    $port = proxy(function (Socket $client) use (&$seen) {
        $seen = [bin2hex($client->recvAll(3, 5))];
        $client->send("\5\2");
        $seen[] = $client->recvAll(11, 5);
        $client->send("\1\0");
        $seen[] = $client->recvAll(5 + 12 + 2, 5);
        $client->send("\5\0\0\1\0\0\0\0\0\0");
        $seen[] = strtok(head($client), "\r");
        $client->send(ANSWER);
    });
    $client = new Client('example.test', 80);
    $client->set(['timeout' => 5, 'socks5_host' => '127.0.0.1', 'socks5_port' => $port, 'socks5_username' => 'me', 'socks5_password' => 'secret']);
    claim('SOCKS5', [$client->get('/'), $client->body], [true, 'hi']);
    claim('its words', $seen, ['050102', "\1\2me\6secret", "\5\1\0\3\x0cexample.test" . pack('n', 80), 'GET / HTTP/1.1']);

    $port = proxy(fn (Socket $client) => $client->recv(3, 5) && $client->send("\5\xff"));
    $client = new Client('example.test', 80);
    $client->set(['timeout' => 5, 'socks5_host' => '127.0.0.1', 'socks5_port' => $port]);
    claim('one that refuses', [$client->get('/'), $client->errCode], [false, SWOOLE_ERROR_SOCKS5_HANDSHAKE_FAILED]);
});
?>
--EXPECT--
passed on: yes
the whole address: yes
who asks: yes
a tunnel that is refused: yes
was asked for: yes
SOCKS5: yes
its words: yes
one that refuses: yes
