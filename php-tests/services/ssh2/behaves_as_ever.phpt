--TEST--
ssh2: the same results and errors without the extension, outside of coroutines and in them
--FILE--
<?php
require __DIR__ . '/../services.inc';
behaves_as_ever(__DIR__ . '/client.inc');
?>
--EXPECT--
before Co\run: yes
in a coroutine: yes
in the first of four: yes
in the second: yes
in the third: yes
in the fourth: yes
after Co\run: yes
