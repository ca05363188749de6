--TEST--
a stream is imported: what it reads is its descriptor's, and one close is enough
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Socket;

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $socket = Socket::import($a);
    go(fn () => fwrite($b, 'from the stream'));
    claim('read', $socket->recv(), 'from the stream');
    $socket->send('from the socket');
    claim('written', fread($b, 100), 'from the socket');
    unset($a);
    claim('still open', $socket->send('x'), 1);
    claim('closed', $socket->close());
    claim('for both', fread($b, 100) . fread($b, 100), 'x');

    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $socket = Socket::import($a);
    fclose($a);
    // These would get the stream's number.
    $others = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    claim('outlives its stream', [$socket->isClosed(), $socket->send('still there'), fread($b, 100)], [false, 11, 'still there']);
    foreach ($others as $other) { stream_set_blocking($other, false); }
    claim('and touches no other', [fread($others[0], 100), fread($others[1], 100)], ['', '']);
    claim('closed after it', [$socket->close(), fread($b, 100)], [true, '']);
    claim('only itself', [fwrite($others[0], 'x'), fread($others[1], 1)], [1, 'x']);

    try {
        Socket::import($b = null);
    } catch (TypeError $error) {
        echo $error->getMessage(), "\n";
    }
    fclose($file = fopen(__FILE__, 'r'));
    try {
        Socket::import($file);
    } catch (TypeError $error) {
        echo $error->getMessage(), "\n";
    }
});
?>
--EXPECT--
read: yes
written: yes
still open: yes
closed: yes
for both: yes
outlives its stream: yes
and touches no other: yes
closed after it: yes
only itself: yes
Swoole\Coroutine\Socket::import(): Argument #1 ($stream) must be of type resource, null given
Swoole\Coroutine\Socket::import(): supplied resource is not a valid stream resource
