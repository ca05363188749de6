--TEST--
All clients at once, with cancels, timeouts and resets: no wrong answer, nothing logged, nothing left open; "make soak" goes on for longer
--FILE--
<?php
// All clients share a name server that takes its time; the script begins anew with it.
$argv = [__FILE__, '16', '1'];
require __DIR__ . '/soak.inc';
?>
--EXPECT--
every client was used: yes
there were cancels: yes
no wrong answer: yes
no failure without a cause: yes
nothing was logged: yes
PHP's memory is flat: yes
the process is flat: yes
descriptors are closed: yes
