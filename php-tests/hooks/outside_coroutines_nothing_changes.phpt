--TEST--
Outside coroutines PHP's waits block as ever
--FILE--
<?php
require __DIR__ . '/../include.inc';

$start = hrtime(true);
usleep(20000);
claim('usleep', ms_since($start) >= 20);
claim('file_get_contents', file_get_contents(service('SLOW_URL') . '/?ms=20'), "answered after 20 ms\n");
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
fwrite($b, 'x');
claim('fread', fread($a, 10), 'x');
?>
--EXPECT--
usleep: yes
file_get_contents: yes
fread: yes
