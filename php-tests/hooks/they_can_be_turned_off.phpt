--TEST--
Co::set(['hook_flags' => 0]) leaves PHP's functions as they are
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co::set(['hook_flags' => 0]);
Co\run(function () {
    $ran = false;
    go(function () use (&$ran) { Co::sleep(0.001); $ran = true; });
    usleep(30000);
    claim('nobody ran', $ran, false);
    claim('flags', Swoole\Runtime::getHookFlags(), 0);
});
?>
--EXPECT--
nobody ran: yes
flags: yes
