--TEST--
A name, a family or a server that cannot be is told by a warning
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

set_error_handler(function ($level, $message) { echo $message, "\n"; });
Co\run(function () {
    claim('no name', System::gethostbyname(''), false);
    claim('no such family', System::gethostbyname('localhost', 77), false);
    claim('no name', System::dnsLookup(''), false);
    claim('not even a string', System::dnsLookup(5), false);
    claim('no host', System::getaddrinfo(''), false);
    claim('no such family', System::getaddrinfo('localhost', AF_UNIX), false);
    Co::set(['dns_server' => 'a name']);
});
?>
--EXPECT--
Swoole\Coroutine\System::gethostbyname(): domain name is empty
no name: yes
Swoole\Coroutine\System::gethostbyname(): unknown protocol family, must be AF_INET or AF_INET6
no such family: yes
Swoole\Coroutine\System::dnsLookup(): domain name empty
no name: yes
Swoole\Coroutine\System::dnsLookup(): invalid domain name
not even a string: yes
Swoole\Coroutine\System::getaddrinfo(): hostname is empty
no host: yes
Swoole\Coroutine\System::getaddrinfo(): unknown protocol family, must be AF_INET or AF_INET6
no such family: yes
Swoole\Coroutine::set(): dns_server must be an address, with or without a port, 'a name' given
