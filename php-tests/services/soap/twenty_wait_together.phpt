--TEST--
soap: twenty coroutines that each wait for 0.1 s wait together
--FILE--
<?php
require __DIR__ . '/../services.inc';
twenty_wait_together(require __DIR__ . '/client.inc');
?>
--EXPECT--
results: yes
in at least 0.1 s: yes
in at most 0.25 s: yes
