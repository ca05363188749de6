--TEST--
Outside coroutines exit() is PHP's own
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script('<?php Co\run(function () {}); exit(4);');
echo run_script('<?php exit("bye");');
?>
--EXPECT--
exit status 4
bye
exit status 0
