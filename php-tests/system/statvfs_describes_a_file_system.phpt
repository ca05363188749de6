--TEST--
statvfs() describes a file system; without one there are no numbers
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

Co\run(function () {
    $stat = System::statvfs(__DIR__);
    claim('its keys', implode(' ', array_keys($stat)), 'bsize frsize blocks bfree bavail files ffree favail fsid flag namemax');
    claim('its size', $stat['blocks'] * $stat['frsize'], (int) disk_total_space(__DIR__));
    claim('no such path', [System::statvfs('/no/such'), swoole_last_error()], [[], SOCKET_ENOENT]);
    claim('an empty path', outcome(fn () => System::statvfs('')), 'ValueError: Path cannot be empty');
});
?>
--EXPECT--
its keys: yes
its size: yes
no such path: yes
an empty path: yes
