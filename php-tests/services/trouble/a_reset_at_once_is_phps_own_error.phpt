--TEST--
A peer that resets the connection before it says anything: the same errors as without coroutines
--FILE--
<?php
require __DIR__ . '/compare.inc';

same_trouble('cut:0');
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
