--TEST--
A peer that resets the connection in the middle of its answer: the same errors as without coroutines
--FILE--
<?php
require __DIR__ . '/compare.inc';

same_trouble('cut:150');
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
