--TEST--
two coroutines that read from one socket: the second is told who was first, and a writer is not disturbed
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    $first = go(fn () => claim('the first', $a->recv(), 'for the first'));
    claim('who waits', [$a->getBoundCid(SWOOLE_EVENT_READ), $a->getBoundCid(SWOOLE_EVENT_WRITE)], [$first, 0]);
    $me = Co::getCid();
    try {
        $a->recv();
    } catch (Swoole\Error $error) {
        claim('the error', $error->getMessage(), "Socket#$a->fd has already been bound to another coroutine#$first, "
            . "reading of the same socket in coroutine#$me at the same time is not allowed");
        claim('its number', $error->getCode(), SWOOLE_ERROR_CO_HAS_BEEN_BOUND);
    }
    claim('writing', $a->send('x'), 1);
    $b->send('for the first');
});
?>
--EXPECT--
who waits: yes
the error: yes
its number: yes
writing: yes
the first: yes
