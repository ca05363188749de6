--TEST--
gethostbyname() and dnsLookup() ask the name server for addresses of either kind
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/name_server.inc';

use Swoole\Coroutine\System;

with_name_server(['www.test' => ['10.0.0.1', 60], 'six.test' => ['fd00::1', 60]], function ($server) {
    claim('gethostbyname', System::gethostbyname('www.test'), '10.0.0.1');
    claim('upper case', System::gethostbyname('WWW.Test'), '10.0.0.1');
    claim('dnsLookup', System::dnsLookup('www.test'), '10.0.0.1');
    claim('IPv6 in full', System::dnsLookup('six.test', 1, AF_INET6), 'fd00:0000:0000:0000:0000:0000:0000:0001');
    foreach (['www.test' => AF_INET6, 'six.test' => AF_INET, 'no.test' => AF_INET] as $name => $type) {
        claim("gethostbyname of $name", System::gethostbyname($name, $type), false);
        claim('why', swoole_last_error(), SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED);
        swoole_clear_error();
        claim("dnsLookup of $name", swoole_async_dns_lookup_coro($name, 1, $type), false);
        claim('why', swoole_last_error(), SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED);
    }
    claim('the same method of Coroutine', Co::dnsLookup('www.test') . Co::gethostbyname('www.test'), '10.0.0.110.0.0.1');
});
?>
--EXPECT--
gethostbyname: yes
upper case: yes
dnsLookup: yes
IPv6 in full: yes
gethostbyname of www.test: yes
why: yes
dnsLookup of www.test: yes
why: yes
gethostbyname of six.test: yes
why: yes
dnsLookup of six.test: yes
why: yes
gethostbyname of no.test: yes
why: yes
dnsLookup of no.test: yes
why: yes
the same method of Coroutine: yes
