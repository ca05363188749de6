--TEST--
The settings that begin with swoole. are listed under that extension
--FILE--
<?php
require __DIR__ . '/../include.inc';

$settings = ini_get_all('swoole');
claim('swoole.use_shortname', isset($settings['swoole.use_shortname']['local_value']));
claim('nothing else', array_filter(array_keys($settings), fn ($name) => !str_starts_with($name, 'swoole.')), []);
claim('swirl\'s own', array_keys(ini_get_all('swirl')), ['swirl.hooks', 'swirl.stack_size']);
?>
--EXPECT--
swoole.use_shortname: yes
nothing else: yes
swirl's own: yes
