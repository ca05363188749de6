--TEST--
a wait ends at its timeout, when it is cancelled and when the socket is closed
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    $start = hrtime(true);
    claim('nothing comes', $a->recv(10, 0.01), false);
    claim('not early', ms_since($start) >= 10);
    claim('the reason', [$a->errCode, $a->errMsg], [SOCKET_ETIMEDOUT, 'Connection timed out']);
    $a->setOption(SOL_SOCKET, SO_RCVTIMEO, ['sec' => 0, 'usec' => 10000]);
    claim('its own timeout', $a->recv(), false);
    claim('is told', $a->getOption(SOL_SOCKET, SO_RCVTIMEO), ['sec' => 0, 'usec' => 10000]);

    go(fn () => claim('cancelled', [$a->recv(10, -1), $a->errCode], [false, SOCKET_ECANCELED]));
    claim('cancel', $a->cancel());
    claim('nobody left', $a->cancel(), false);

    go(fn () => claim('closed meanwhile', [$a->recv(10, -1), $a->errCode], [false, SOCKET_ECANCELED]));
    go(fn () => claim('sent some', $a->sendAll(str_repeat('x', 8 << 20), -1) < 8 << 20));
    claim('close', $a->close());
    claim('is closed', $a->isClosed());
});
?>
--EXPECT--
nothing comes: yes
not early: yes
the reason: yes
its own timeout: yes
is told: yes
cancelled: yes
cancel: yes
nobody left: yes
sent some: yes
closed meanwhile: yes
close: yes
is closed: yes
