--TEST--
A file that cannot be opened is told in the log, as Swoole does
--FILE--
<?php
Co\run(fn () => Co::readFile('/no/such'));
?>
--EXPECTF--
[%s]	WARNING	System::read_file(): open(/no/such) failed, Error: No such file or directory[2]
