--TEST--
A peer that never answers: time limits hold as without coroutines, and only that coroutine suffers
--FILE--
<?php
require __DIR__ . '/compare.inc';

same_trouble('mute');
?>
--EXPECT--
http: yes
https: yes
curl: yes
curl, https: yes
phpredis: yes
pdo_mysql: yes
mysqli: yes
pdo_pgsql: yes
pgsql: yes
memcached: yes
streams: yes
sockets: yes
others go on meanwhile: yes
