--TEST--
The extension answers for Swoole as well as for itself
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('swirl is loaded', extension_loaded('swirl'));
claim('so is swoole', extension_loaded('swoole'));
claim('swirl has a version', (bool) preg_match('/^\d+\.\d+\.\d+/', (string) phpversion('swirl')));
claim('phpversion of swoole', (bool) preg_match('/^6\.2\.\d+$/', (string) phpversion('swoole')));
claim('SWOOLE_VERSION', SWOOLE_VERSION, phpversion('swoole'));
claim('swoole_version()', swoole_version(), SWOOLE_VERSION);
claim('its parts', [SWOOLE_MAJOR_VERSION, SWOOLE_MINOR_VERSION, intdiv(SWOOLE_VERSION_ID, 100)], [6, 2, 602]);
?>
--EXPECT--
swirl is loaded: yes
so is swoole: yes
swirl has a version: yes
phpversion of swoole: yes
SWOOLE_VERSION: yes
swoole_version(): yes
its parts: yes
