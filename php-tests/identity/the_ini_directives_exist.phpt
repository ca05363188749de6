--TEST--
Swoole's ini directives exist with Swoole's values
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach (['enable_library' => 'On', 'enable_fiber_mock' => 'Off', 'enable_preemptive_scheduler' => 'Off', 'display_errors' => 'On', 'use_shortname' => 'On',
    'socket_buffer_size' => '8388608', 'blocking_detection' => 'Off', 'blocking_threshold' => '100000', 'profile' => 'Off', 'leak_detection' => 'Off'] as $name => $value) {
    claim($name, ini_get("swoole.$name"), $value);
}
claim('use_shortname is for php.ini only', @ini_set('swoole.use_shortname', '0'), false);
?>
--EXPECT--
enable_library: yes
enable_fiber_mock: yes
enable_preemptive_scheduler: yes
display_errors: yes
use_shortname: yes
socket_buffer_size: yes
blocking_detection: yes
blocking_threshold: yes
profile: yes
leak_detection: yes
use_shortname is for php.ini only: yes
