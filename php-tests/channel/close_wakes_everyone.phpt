--TEST--
close() wakes all who wait, in order, with SWOOLE_CHANNEL_CLOSED
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $empty = new chan(1);
    $full = new chan(1);
    $full->push('kept');
    for ($i = 0; $i < 3; $i++) {
        go(function () use ($empty, $i) {
            claim("popper $i", [$empty->pop(), $empty->errCode], [false, SWOOLE_CHANNEL_CLOSED]);
        });
        go(function () use ($full, $i) {
            claim("pusher $i", [$full->push($i), $full->errCode], [false, SWOOLE_CHANNEL_CLOSED]);
        });
    }
    claim('close the empty one', $empty->close());
    claim('close the full one', $full->close());
    claim('again', $full->close(), false);
});
?>
--EXPECT--
popper 0: yes
popper 1: yes
popper 2: yes
close the empty one: yes
pusher 0: yes
pusher 1: yes
pusher 2: yes
close the full one: yes
again: yes
