--TEST--
swoole_init_default_remote_object_server() returns at once and starts no process: hooks make the helper unnecessary
--FILE--
<?php
require __DIR__ . '/../include.inc';

$children = fn () => trim((string) @file_get_contents('/proc/self/task/' . getmypid() . '/children'));
$start = hrtime(true);
swoole_init_default_remote_object_server();
claim('at once', ms_since($start) < 200);
claim('no child', $children(), '');
?>
--EXPECT--
at once: yes
no child: yes
