--TEST--
A peer that sends byte by byte: the same answers as without coroutines, and others go on
--FILE--
<?php
require __DIR__ . '/compare.inc';

same_trouble('drip:1');
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
