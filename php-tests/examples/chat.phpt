--TEST--
examples/chat.php: what one says all hear
--FILE--
<?php
require __DIR__ . '/example.inc';

use Swoole\Coroutine;
use Swoole\Coroutine\Http\Client;

example('chat.php', function (int $port) {
    claim('a page', str_contains(ask($port, '/')[1], 'new WebSocket'));
    Coroutine\run(function () use ($port) {
        [$one, $other] = [new Client('127.0.0.1', $port), new Client('127.0.0.1', $port)];
        $hear = fn (Client $client, string $end): bool => (function () use ($client, $end) {
            while ($frame = $client->recv(5)) {
                if (str_ends_with($frame->data, $end)) {
                    return true;
                }
            }
            return false;
        })();
        $one->upgrade('/');
        claim('the first', $hear($one, 'has come'));
        $other->upgrade('/');
        claim('the second', $hear($one, 'has come'));
        $other->push('hello');
        claim('both hear', [$hear($one, ': hello'), $hear($other, ': hello')], [true, true]);
        $other->close();
        claim('who goes is seen', $hear($one, 'has gone'));
    });
});
?>
--EXPECT--
a page: yes
the first: yes
the second: yes
both hear: yes
who goes is seen: yes
