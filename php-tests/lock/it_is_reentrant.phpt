--TEST--
The coroutine that holds a lock may lock it again
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Lock;

Co\run(function () {
    $lock = new Lock;
    claim('once', $lock->lock());
    claim('twice', $lock->lock());
    claim('no error', $lock->errCode, 0);
    claim('unlock', $lock->unlock());
});
?>
--EXPECT--
once: yes
twice: yes
no error: yes
unlock: yes
