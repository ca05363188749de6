--TEST--
getaddrinfo() lists what the system's resolver finds
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

Co\run(function () {
    claim('localhost', System::getaddrinfo('localhost')[0], '127.0.0.1');
    claim('a literal', System::getaddrinfo('192.0.2.7'), ['192.0.2.7']);
    claim('IPv6', System::getaddrinfo('::1', AF_INET6), ['::1']);
    claim('a service', System::getaddrinfo('127.0.0.1', service: '80'), ['127.0.0.1']);
    claim('for every kind of socket once', System::getaddrinfo('127.0.0.1', AF_INET, 0, 0), array_fill(0, 3, '127.0.0.1'));
    claim('no such service', System::getaddrinfo('127.0.0.1', service: 'no-such-service'), false);
    claim('why', swoole_strerror(swoole_last_error(), SWOOLE_STRERROR_GAI), 'Servname not supported for ai_socktype');
    claim('no such host', System::getaddrinfo('no.invalid'), false);
    claim('in time', Co::getaddrinfo('127.0.0.1', timeout: 5), ['127.0.0.1']);
});
?>
--EXPECT--
localhost: yes
a literal: yes
IPv6: yes
a service: yes
for every kind of socket once: yes
no such service: yes
why: yes
no such host: yes
in time: yes
