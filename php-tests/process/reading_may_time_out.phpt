--TEST--
setTimeout() limits a read, setBlocking(false) does away with the wait
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(fn () => null);
claim('set', $child->setTimeout(0.02));
$start = hrtime(true);
claim('nothing came', [$child->read(), swoole_last_error()], [false, SWOOLE_ERROR_SOCKET_POLL_TIMEOUT]);
claim('not too early', ms_since($start) >= 20);
claim('not blocking', $child->setBlocking(false));
$start = hrtime(true);
claim('nothing there', $child->read(), false);
claim('at once', ms_since($start) < 20);
?>
--EXPECT--
set: yes
nothing came: yes
not too early: yes
not blocking: yes
nothing there: yes
at once: yes
