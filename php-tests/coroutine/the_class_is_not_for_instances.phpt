--TEST--
Swoole\Coroutine is not for instances
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script('<?php new Swoole\Coroutine;');
?>
--EXPECTF--
%AUncaught Error: The object of Swoole\Coroutine can not be created for security reasons%A
exit status 255
