--TEST--
A name server that does not answer costs no more than the timeout, and only the one who asks
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/name_server.inc';

use Swoole\Coroutine\System;

with_name_server(['mute.test' => null, 'www.test' => ['10.0.0.1', 60]], function ($server) {
    $start = hrtime(true);
    $results = all([
        'gethostbyname' => fn () => [System::gethostbyname('mute.test', AF_INET, 0.05), swoole_last_error()],
        'dnsLookup' => fn () => [System::dnsLookup('mute.test', 0.05), swoole_last_error()],
        'meanwhile' => fn () => [System::gethostbyname('www.test'), ms_since($start) < 50],
    ]);
    claim('gethostbyname says that it took too long', $results['gethostbyname'], [false, SWOOLE_ERROR_DNSLOOKUP_RESOLVE_TIMEOUT]);
    claim('dnsLookup says that it failed', $results['dnsLookup'], [false, SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED]);
    claim('not too early', ms_since($start) >= 50);
    claim('another one was served meanwhile', $results['meanwhile'], ['10.0.0.1', true]);

    Co::set(['dns_server' => '127.0.0.1:9', 'socket_dns_timeout' => 0.01]);
    claim('nobody there', System::dnsLookup('www2.test'), false);
});
?>
--EXPECT--
gethostbyname says that it took too long: yes
dnsLookup says that it failed: yes
not too early: yes
another one was served meanwhile: yes
nobody there: yes
