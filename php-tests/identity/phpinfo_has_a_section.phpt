--TEST--
phpinfo() has a section with version, features and directives
--FILE--
<?php
require __DIR__ . '/../include.inc';

ob_start();
phpinfo(INFO_MODULES);
$info = ob_get_clean();
claim('the section', (bool) preg_match('/^swirl$/m', $info));
$section = preg_split('/^swirl$/m', $info)[1] ?? '';
claim('its version', str_contains($section, phpversion('swirl') ?: '?'));
claim("Swoole's version", str_contains($section, SWOOLE_VERSION));
claim('a directive', str_contains($section, 'swoole.enable_preemptive_scheduler'));
?>
--EXPECT--
the section: yes
its version: yes
Swoole's version: yes
a directive: yes
