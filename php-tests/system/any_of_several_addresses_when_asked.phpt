--TEST--
dns_lookup_random picks any of the addresses; otherwise it is the first
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

// A name server that gives three addresses.
$reply = function ($socket) {
    while (($question = stream_socket_recvfrom($socket, 512, 0, $peer)) !== 'end') {
        $answer = substr($question, 0, 2) . "\x81\x80\0\1\0\3\0\0\0\0" . substr($question, 12);
        foreach ([1, 2, 3] as $last) {
            $answer .= "\xc0\x0c" . pack('nnNn', 1, 1, 60, 4) . "\x0a\0\0" . chr($last);
        }
        stream_socket_sendto($socket, $answer, 0, $peer);
    }
};
Co\run(function () use ($reply) {
    $socket = stream_socket_server('udp://127.0.0.1:0', $errno, $error, STREAM_SERVER_BIND);
    go($reply, $socket);
    $address = stream_socket_get_name($socket, false);
    Co::set(['dns_server' => $address]);
    $ask = function (): string {
        swoole_clear_dns_cache();
        return System::gethostbyname('many.test');
    };
    $seen = fn () => array_unique(array_map($ask, range(1, 200)));
    claim('the first', $seen(), ['10.0.0.1']);
    Co::set(['dns_lookup_random' => true]);
    claim('any of them', count($seen()), 3);
    $last = $ask();
    claim('the same while it is remembered', array_unique(array_map(fn () => System::gethostbyname('many.test'), range(1, 50))), [$last]);
    stream_socket_sendto(stream_socket_client("udp://$address"), 'end');
});
?>
--EXPECT--
the first: yes
any of them: yes
the same while it is remembered: yes
