--TEST--
waitEvent() waits until a descriptor is ready and tells for what
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

const BOTH = SWOOLE_EVENT_READ | SWOOLE_EVENT_WRITE;
Co\run(function () {
    [$here, $there] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    claim('room to write', System::waitEvent($here, BOTH), SWOOLE_EVENT_WRITE);
    claim('nothing to read in time', [System::waitEvent($here, timeout: 0.001), swoole_last_error()], [false, SWOOLE_ERROR_CO_TIMEDOUT]);
    claim('nothing to read now', [System::waitEvent($here, timeout: 0), swoole_last_error()], [false, SOCKET_ETIMEDOUT]);
    go(function () use ($there) { Co::sleep(0.001); fwrite($there, 'x'); });
    claim('something to read', System::waitEvent($here), SWOOLE_EVENT_READ);
    claim('both', System::waitEvent($here, BOTH), BOTH);
    claim('both, now', Co::waitEvent($here, BOTH, 0), BOTH);
    fclose($there);
    claim('the end can be read', System::waitEvent($here), SWOOLE_EVENT_READ);

    [$here, $there] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use ($here) { claim('a second reader came meanwhile', System::waitEvent($here, timeout: 0.005), false); });
    claim('a second reader', [System::waitEvent($here), swoole_last_error()], [false, SOCKET_EEXIST]);
    Co::sleep(0.01);

    claim('no events', [System::waitEvent($here, 0), swoole_last_error()], [false, SOCKET_EINVAL]);
    claim('a file', [System::waitEvent(fopen(__FILE__, 'r')), swoole_last_error()], [false, SOCKET_EPERM]);
    claim('a closed number', [System::waitEvent(999), swoole_last_error()], [false, SOCKET_EBADF]);
    claim('no descriptor at all', @System::waitEvent('x'), false);
    System::waitEvent('x');
});
?>
--EXPECTF--
room to write: yes
nothing to read in time: yes
nothing to read now: yes
something to read: yes
both: yes
both, now: yes
the end can be read: yes
a second reader: yes
a second reader came meanwhile: yes
no events: yes
a file: yes
a closed number: yes
no descriptor at all: yes

Warning: Swoole\Coroutine\System::waitEvent(): invalid file descriptor passed in %s on line %d

Warning: Swoole\Coroutine\System::waitEvent(): unknown fd type in %s on line %d
