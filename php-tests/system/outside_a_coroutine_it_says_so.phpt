--TEST--
What waits says so outside of a coroutine; what need not wait works there, too
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

$calls = [
    'gethostbyname' => ['localhost'], 'dnsLookup' => ['localhost'], 'getaddrinfo' => ['localhost'], 'exec' => ['true'], 'readFile' => [__FILE__],
    'writeFile' => ['/no/such', ''], 'wait' => [], 'waitPid' => [1], 'waitSignal' => [SIGUSR1], 'waitEvent' => [0], 'sleep' => [1],
];
foreach ($calls as $method => $arguments) {
    claim($method, outcome(fn () => System::$method(...$arguments)), 'Swoole\Error: API must be called in the coroutine');
}
claim('statvfs', count(System::statvfs('/')), 11);
?>
--EXPECT--
gethostbyname: yes
dnsLookup: yes
getaddrinfo: yes
exec: yes
readFile: yes
writeFile: yes
wait: yes
waitPid: yes
waitSignal: yes
waitEvent: yes
sleep: yes
statvfs: yes
