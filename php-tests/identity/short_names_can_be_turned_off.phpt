--TEST--
With swoole.use_shortname=Off only the long names exist
--INI--
swoole.use_shortname=Off
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach (['Co', 'chan'] as $class) {
    claim($class, class_exists($class), false);
}
foreach (['go', 'defer', 'Co\run'] as $function) {
    claim($function, function_exists($function), false);
}
claim('SWOOLE_USE_SHORTNAME', defined('SWOOLE_USE_SHORTNAME') && SWOOLE_USE_SHORTNAME, false);
Swoole\Coroutine\run(function () { Swoole\Coroutine\go(function () { echo "long names work\n"; }); });
?>
--EXPECT--
Co: yes
chan: yes
go: yes
defer: yes
Co\run: yes
SWOOLE_USE_SHORTNAME: yes
long names work
