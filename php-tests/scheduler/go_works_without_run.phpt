--TEST--
go() outside Co\run starts at once; the rest runs when the script has ended, with a hint that Event::wait() is missing
--FILE--
<?php
require __DIR__ . '/../include.inc';

go(function () {
    echo "1\n";
    Co::sleep(0.001);
    echo "3\n";
});
register_shutdown_function(function () { echo "shutdown function\n"; });
echo "2\n";
?>
--EXPECTF--
1
2

Deprecated: swoole_event_rshutdown(): Event::wait() in shutdown function is deprecated in Unknown on line 0
3
shutdown function
