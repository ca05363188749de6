--TEST--
TLS goes through proxies of both kinds, and is for the host behind them
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Socket;

/** Passes on what comes from one socket to the other, until its end. */
function pass_on(Socket $from, Socket $to): void
{
    while (($bytes = $from->recv(65536, 10)) !== false && $bytes !== '') {
        $to->sendAll($bytes);
    }
    $to->shutdown();
}

/** A proxy that leads everybody to one port of this machine; gives its port, and whom it was asked for. */
function tunnel(callable $agree, int $target): array
{
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $asked = new Swoole\Coroutine\Channel(20);
    go(function () use ($server, $agree, $target, $asked) {
        while ($client = $server->accept(-1)) {
            go(function () use ($client, $agree, $target, $asked) {
                $asked->push($agree($client));
                $host = new Socket(AF_INET, SOCK_STREAM, 0);
                $host->connect('127.0.0.1', $target);
                go(fn () => pass_on($host, $client));
                pass_on($client, $host);
            });
        }
    });
    return [$server->getsockname()['port'], fn () => $asked->pop(5), fn () => $server->close()];
}

/** By CONNECT. */
function agree_http(Socket $client): string
{
    for ($head = ''; !str_ends_with($head, "\r\n\r\n"); $head .= $byte) {
        $byte = $client->recv(1, 5);
        if (!is_string($byte) || $byte === '') { return "no head: $head"; }
    }
    $client->sendAll("HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n");
    $who = preg_match('/^Proxy-Authorization: Basic (\S+)/mi', $head, $found) ? base64_decode($found[1]) : 'nobody';
    return explode(' ', $head)[1] . " by $who";
}

/** By SOCKS5, with a password. */
function agree_socks(Socket $client): string
{
    $text = fn () => $client->recvAll(ord($client->recvAll(1, 5)), 5);
    $client->recvAll(1, 5);
    $text();
    $client->sendAll("\5\2");
    $client->recvAll(1, 5);
    $who = $text() . ':' . $text();
    $client->sendAll("\1\0");
    $client->recvAll(4, 5);
    $host = $text() . ':' . unpack('n', $client->recvAll(2, 5))[1];
    // A bound name is longer than an address.
    $client->sendAll("\5\0\0\3\x05there" . pack('n', 80));
    return "$host by $who";
}

/** Ways to fetch a page of a host by TLS; each gives the first line of the answer, or the error's number. */
function clients(): array
{
    $plain = fn (string $class) => function (string $host, array $options) use ($class) {
        $client = new $class(SWOOLE_SOCK_TCP | SWOOLE_SSL);
        $client->set($options);
        if (!@$client->connect($host, 443, 5)) { return $client->errCode; }
        $client->send("GET / HTTP/1.0\r\n\r\n");
        return strtok($client->recv(), ' ') . ' ' . strtok(' ');
    };
    return [
        'Http\Client' => function (string $host, array $options) {
            $client = new Swoole\Coroutine\Http\Client($host, 443, true);
            $client->set($options + ['timeout' => 5]);
            return $client->get('/') ? "HTTP/1.1 $client->statusCode" : $client->errCode;
        },
        'Coroutine\Client' => $plain(Swoole\Coroutine\Client::class),
        'Client' => $plain(Swoole\Client::class),
    ];
}

Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () {
    $target = parse_url(service('HTTPS_URL'))['port'];
    $kinds = [
        'HTTP' => ['agree_http', fn ($port) => ['http_proxy_host' => '127.0.0.1', 'http_proxy_port' => $port, 'http_proxy_user' => 'me', 'http_proxy_password' => 'secret']],
        'SOCKS5' => ['agree_socks', fn ($port) => ['socks5_host' => '127.0.0.1', 'socks5_port' => $port, 'socks5_username' => 'me', 'socks5_password' => 'secret']],
    ];
    foreach ($kinds as $kind => [$agree, $options]) {
        [$port, $asked, $stop] = tunnel($agree, $target);
        $verified = $options($port) + ['ssl_verify_peer' => true, 'ssl_cafile' => service('CA_FILE')];
        foreach (clients() as $name => $fetch) {
            claim("$kind, $name", $fetch('localhost', $verified), 'HTTP/1.1 200');
            claim('whom it asked for', $asked(), 'localhost:443 by me:secret');
            claim('the name of the host counts', $fetch('example.org', $verified), SWOOLE_ERROR_SSL_VERIFY_FAILED);
            claim('and not that of the proxy', $asked(), 'example.org:443 by me:secret');
            claim('unless it is told', $fetch('example.org', $verified + ['ssl_host_name' => 'localhost']), 'HTTP/1.1 200');
            $asked();
        }
        $stop();
    }
});
?>
--EXPECT--
HTTP, Http\Client: yes
whom it asked for: yes
the name of the host counts: yes
and not that of the proxy: yes
unless it is told: yes
HTTP, Coroutine\Client: yes
whom it asked for: yes
the name of the host counts: yes
and not that of the proxy: yes
unless it is told: yes
HTTP, Client: yes
whom it asked for: yes
the name of the host counts: yes
and not that of the proxy: yes
unless it is told: yes
SOCKS5, Http\Client: yes
whom it asked for: yes
the name of the host counts: yes
and not that of the proxy: yes
unless it is told: yes
SOCKS5, Coroutine\Client: yes
whom it asked for: yes
the name of the host counts: yes
and not that of the proxy: yes
unless it is told: yes
SOCKS5, Client: yes
whom it asked for: yes
the name of the host counts: yes
and not that of the proxy: yes
unless it is told: yes
