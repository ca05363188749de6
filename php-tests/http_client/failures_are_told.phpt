--TEST--
Refused connections, servers that are silent, go away or talk nonsense: false within the timeout, and the properties tell why
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Coroutine\Http\Client;

/** A server that answers each connection with bytes, and ends it unless it shall stay. */
function answer_with(string $bytes, bool $stays = false): int
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    go(function () use ($server, $bytes, $stays) {
        $connection = stream_socket_accept($server, 5);
        fread($connection, 8192);
        fwrite($connection, $bytes);
        if ($stays) {
            fread($connection, 1);
        }
    });
    return (int) explode(':', stream_socket_get_name($server, false))[1];
}

function fails(int $port, array $settings = []): array
{
    $client = new Client('127.0.0.1', $port);
    $client->set($settings + ['timeout' => 5]);
    return [$client->get('/'), $client->statusCode, $client->errCode, $client->connected];
}

Co\run(function () {
    $port = answer_with('');
    claim('closed', fails($port), [false, SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET, SOCKET_ECONNRESET, false]);
    claim('silent', fails(answer_with('', true), ['timeout' => 0.01]), [false, SWOOLE_HTTP_CLIENT_ESTATUS_REQUEST_TIMEOUT, SOCKET_ETIMEDOUT, false]);
    claim('half a head', fails(answer_with("HTTP/1.1 200 OK\r\nContent-"))[1], SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET);
    claim('half a body', fails(answer_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"))[1], SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET);
    claim('half a chunk', fails(answer_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"))[1], SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET);
    claim('nonsense', fails(answer_with("SSH-2.0-OpenSSH\r\n", true))[2], SWOOLE_ERROR_HTTP_INVALID_PROTOCOL);
    claim('an endless head', fails(answer_with("HTTP/1.1 200 OK\r\nA: " . str_repeat('a', 100000), true))[2], SWOOLE_ERROR_HTTP_INVALID_PROTOCOL);
    claim('lengths that differ', fails(answer_with("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", true))[2], SWOOLE_ERROR_HTTP_INVALID_PROTOCOL);

    $free = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) explode(':', stream_socket_get_name($free, false))[1];
    fclose($free);
    claim('refused', fails($port), [false, SWOOLE_HTTP_CLIENT_ESTATUS_CONNECT_FAILED, SOCKET_ECONNREFUSED, false]);
    $client = new Client('127.0.0.1', $port);
    claim('nothing to receive', $client->recv(), false);
    $whole = new Client('127.0.0.1', answer_with("HTTP/1.0 200 OK\r\n\r\nuntil the end"));
    claim('the end of the connection may be that of the body', [$whole->get('/'), $whole->body], [true, 'until the end']);
    try {
        new Client('');
    } catch (Swoole\Coroutine\Http\Client\Exception $why) {
        claim('no host', [$why->getMessage(), $why->getCode()], ['host is empty', SOCKET_EINVAL]);
    }
});
?>
--EXPECT--
closed: yes
silent: yes
half a head: yes
half a body: yes
half a chunk: yes
nonsense: yes
an endless head: yes
lengths that differ: yes
refused: yes
nothing to receive: yes
the end of the connection may be that of the body: yes
no host: yes
