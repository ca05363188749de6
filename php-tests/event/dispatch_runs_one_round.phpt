--TEST--
dispatch() runs one round of the loop and returns
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

$ran = 0;
Event::defer(function () use (&$ran) { $ran++; });
claim('dispatch', Event::dispatch(), true);
for ($i = 0; $i < 3 && !$ran; $i++) {
    Event::dispatch();
}
claim('the deferred callback ran', $ran, 1);
Event::wait();
?>
--EXPECT--
dispatch: yes
the deferred callback ran: yes
