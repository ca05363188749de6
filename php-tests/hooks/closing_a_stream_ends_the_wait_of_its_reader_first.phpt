--TEST--
Who closes a stream that another coroutine is reading goes on when the reader is out of it
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine;

Co\run(function () {
    foreach (['fread' => fn ($a) => fread($a, 100), 'fgets' => fn ($a) => fgets($a), 'stream_get_contents' => fn ($a) => stream_get_contents($a)] as $name => $read) {
        [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        $order = [];
        go(function () use ($a, $read, &$order) {
            $order[] = 'read ' . json_encode($read($a));
        });
        $order[] = 'close';
        fclose($a);
        $order[] = 'closed';
        claim($name, in_array($order, [['close', 'read false', 'closed'], ['close', 'read ""', 'closed']], true));
        // The number may be somebody else's by now, who is not to be told of that close.
        [$c, $d] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        fwrite($d, "hello\n");
        claim('the next stream', fgets($c), "hello\n");
    }

    // The reader of a closed stream may use others at once, and close it itself.
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use ($a, &$answer) {
        fread($a, 100);
        $closed = outcome(fn () => fclose($a));
        [$c, $d] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        go(function () use ($d) {
            Co::sleep(0.001);
            fwrite($d, 'later');
        });
        $answer = [$closed, fread($c, 100)];
    });
    fclose($a);
    wait_until(function () use (&$answer) {
        return $answer !== null;
    });
    claim('closed twice', $answer[0], 'TypeError: fclose(): supplied resource is not a valid stream resource');
    claim('another stream', $answer[1], 'later');
    claim('nobody is cancelled', Coroutine::isCanceled(), false);
});
?>
--EXPECT--
fread: yes
the next stream: yes
fgets: yes
the next stream: yes
stream_get_contents: yes
the next stream: yes
closed twice: yes
another stream: yes
nobody is cancelled: yes
