--TEST--
Co::set() adds to the options that getOptions() reads
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('none yet', Co::getOptions(), null);
Co::set(['max_coroutine' => 1000]);
Co::set(['socket_timeout' => 1.5]);
claim('both', Co::getOptions(), ['max_coroutine' => 1000, 'socket_timeout' => 1.5]);
Co::set(['max_coroutine' => 2000]);
claim('replaced', Co::getOptions()['max_coroutine'], 2000);
?>
--EXPECT--
none yet: yes
both: yes
replaced: yes
