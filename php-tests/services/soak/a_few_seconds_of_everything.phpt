--TEST--
120 coroutines with all clients, cancels, timeouts and resets: right answers, flat memory, closed descriptors
--FILE--
<?php
$argv = [__FILE__, 8];
require __DIR__ . '/soak.php';
?>
--EXPECTF--
every client was used: yes
there were cancels: yes
no wrong answer: yes
no failure without a cause: yes
%d operations, %d of them cancelled
PHP's memory is flat: yes
the process is flat: yes
descriptors are closed: yes
