--TEST--
Literal addresses and names of /etc/hosts are answered without a name server
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/name_server.inc';

use Swoole\Coroutine\System;

with_name_server([], function ($server) {
    foreach (['gethostbyname' => fn ($name, $type) => System::gethostbyname($name, $type), 'dnsLookup' => fn ($name, $type) => System::dnsLookup($name, 1, $type)] as $how => $look) {
        claim("$how: localhost", $look('localhost', AF_INET), '127.0.0.1');
        claim("$how: IPv4", $look('192.0.2.7', AF_INET), '192.0.2.7');
        claim("$how: IPv6", $look('::1', AF_INET6), '0000:0000:0000:0000:0000:0000:0000:0001');
        claim("$how: the wrong kind", $look('::1', AF_INET), false);
        claim("$how: no name", $look('a..b', AF_INET), false);
    }
    claim('nobody was asked', $server->asked, []);
});
?>
--EXPECT--
gethostbyname: localhost: yes
gethostbyname: IPv4: yes
gethostbyname: IPv6: yes
gethostbyname: the wrong kind: yes
gethostbyname: no name: yes
dnsLookup: localhost: yes
dnsLookup: IPv4: yes
dnsLookup: IPv6: yes
dnsLookup: the wrong kind: yes
dnsLookup: no name: yes
nobody was asked: yes
