--TEST--
Sockets send files, options, and descriptors of the process, and tell whether the other end is there
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Socket;

/** Two ends of a connection. */
function connected(array $settings = [], array $server_settings = []): array
{
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $server->setProtocol($server_settings);
    $client = new Socket(AF_INET, SOCK_STREAM, 0);
    $client->setProtocol($settings);
    $ends = all([
        'client' => fn () => $client->connect('127.0.0.1', $server->getsockname()['port']),
        'server' => function () use ($server, $server_settings) {
            $peer = $server->accept(5);
            return $server_settings && !$peer->sslHandshake() ? false : $peer;
        },
    ]);
    return [$client, $ends['server']];
}

require __DIR__ . '/../server/certificate.inc';
$folder = certificates('localhost');
$file = tempnam(sys_get_temp_dir(), 'swirl');
$text = random_bytes(3 << 20);
file_put_contents($file, $text);

Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () use ($folder, $file, $text) {
    $tls = ['open_ssl' => true];
    foreach (['in clear' => [[], []], 'by TLS' => [$tls, $tls + ['ssl_cert_file' => "$folder/localhost.pem", 'ssl_key_file' => "$folder/localhost.key"]]] as $how => [$settings, $server_settings]) {
        [$a, $b] = connected($settings, $server_settings);
        $got = all(['sent' => fn () => $a->sendFile($file), 'received' => fn () => $b->recvAll(strlen($text)) === $text]);
        claim("a file $how", $got, ['sent' => true, 'received' => true]);
        $got = all(['sent' => fn () => $b->sendFile($file, 1000, 2 << 20), 'received' => fn () => $a->recvAll(2 << 20) === substr($text, 1000, 2 << 20)]);
        claim('a part of it', $got, ['sent' => true, 'received' => true]);
        $got = all(['sent' => fn () => $b->sendFile($file, (3 << 20) - 5), 'received' => fn () => $a->recvAll(5) === substr($text, -5)]);
        claim('its end', $got, ['sent' => true, 'received' => true]);
        claim('no such file', [@$a->sendFile('/not/there'), $a->errCode], [false, SOCKET_ENOENT]);
        $a->send('and on');
        claim('in order', $b->recv(), 'and on');
    }

    [$a, $b] = connected();
    claim('nobody minds', [$a->peek(5), $a->errCode], [false, SOCKET_EAGAIN]);
    $b->send('hello');
    $got = $a->recv(2);
    claim('peeked', [$got, $a->peek(2), $a->peek(), $a->recv()], ['he', 'll', 'llo', 'llo']);
    claim('there', $a->checkLiveness());
    $b->close();
    claim('at the end', [$a->recv(), $a->checkLiveness()], ['', false]);
    claim('errors of the closed', [$b->send('x'), $b->errCode, $b->checkLiveness()], [false, SOCKET_EBADF, false]);

    [$a, $b] = connected();
    claim('numbers', [$a->setOption(SOL_SOCKET, SO_KEEPALIVE, 1), $a->getOption(SOL_SOCKET, SO_KEEPALIVE) !== 0], [true, true]);
    claim('pairs', [$a->setOption(SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 3]), $a->getOption(SOL_SOCKET, SO_LINGER)], [true, ['l_onoff' => 1, 'l_linger' => 3]]);
    claim('the other direction ends', [$b->shutdown(STREAM_SHUT_WR), $a->recv(), $a->send('still heard'), $b->recv()], [true, '', 11, 'still heard']);

    [$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    [$mine, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    claim('a descriptor', socket_sendmsg($a, ['iov' => ['take it'], 'control' => [['level' => SOL_SOCKET, 'type' => SCM_RIGHTS, 'data' => [$theirs]]]], 0), 7);
    fclose($theirs);
    $message = ['name' => [], 'buffer_size' => 100, 'controllen' => socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)];
    claim('comes', [socket_recvmsg($b, $message, 0), $message['iov'], count($message['control'][0]['data'])], [7, ['take it'], 1]);
    fwrite($mine, 'to whom it concerns');
    claim('and works', socket_read($message['control'][0]['data'][0], 100), 'to whom it concerns');
});
unlink($file);
?>
--EXPECT--
a file in clear: yes
a part of it: yes
its end: yes
no such file: yes
in order: yes
a file by TLS: yes
a part of it: yes
its end: yes
no such file: yes
in order: yes
nobody minds: yes
peeked: yes
there: yes
at the end: yes
errors of the closed: yes
numbers: yes
pairs: yes
the other direction ends: yes
a descriptor: yes
comes: yes
and works: yes
