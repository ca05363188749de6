--TEST--
An answer is remembered as long as its time to live and the options allow
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/name_server.inc';

use Swoole\Coroutine\System;

$records = ['long.test' => ['10.0.0.1', 60], 'one.test' => ['10.0.0.3', 60], 'two.test' => ['10.0.0.4', 60]];
with_name_server($records, function ($server) {
    $questions = function (string ...$names) use ($server) {
        $server->asked = [];
        foreach ($names as $name) {
            System::gethostbyname($name);
        }
        return implode(' ', $server->asked);
    };
    claim('one question for two lookups', $questions('long.test', 'long.test'), 'long.test');
    claim('none for dnsLookup', [System::dnsLookup('long.test'), count($server->asked)], ['10.0.0.1', 1]);
    claim('nor what does not exist', $questions('no.test', 'no.test'), 'no.test no.test');

    Co::set(['disable_dns_cache' => true]);
    claim('disable_dns_cache is for dnsLookup', [System::dnsLookup('long.test'), count($server->asked)], ['10.0.0.1', 3]);
    claim('and not for gethostbyname', $questions('long.test'), '');

    swoole_clear_dns_cache();
    claim('forgotten', $questions('long.test'), 'long.test');

    Co::set(['dns_cache_expire' => 0.001]);
    Co::sleep(0.002);
    claim('too old for dns_cache_expire', $questions('long.test'), 'long.test');
    Co::set(['dns_cache_expire' => 60]);

    Co::set(['dns_cache_capacity' => 1]);
    claim('room for one', $questions('one.test', 'one.test', 'two.test', 'two.test', 'one.test'), 'one.test two.test one.test');
    Co::set(['dns_cache_capacity' => 0]);
    claim('room for none', $questions('one.test', 'one.test'), 'one.test one.test');
});
?>
--EXPECT--
one question for two lookups: yes
none for dnsLookup: yes
nor what does not exist: yes
disable_dns_cache is for dnsLookup: yes
and not for gethostbyname: yes
forgotten: yes
too old for dns_cache_expire: yes
room for one: yes
room for none: yes
