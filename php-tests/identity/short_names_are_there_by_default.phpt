--TEST--
By default the short names exist and mean the long ones
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach (['Co' => 'Swoole\Coroutine', 'co' => 'Swoole\Coroutine', 'Chan' => 'Swoole\Coroutine\Channel', 'chan' => 'Swoole\Coroutine\Channel',
    'Co\Channel' => 'Swoole\Coroutine\Channel', 'Co\WaitGroup' => 'Swoole\Coroutine\WaitGroup', 'Co\Scheduler' => 'Swoole\Coroutine\Scheduler',
    'Co\Context' => 'Swoole\Coroutine\Context', 'Co\Iterator' => 'Swoole\Coroutine\Iterator'] as $short => $long) {
    claim($short, (new ReflectionClass($short))->getName(), $long);
}
foreach (['go', 'defer', 'Co\run', 'Co\go', 'Co\defer'] as $function) {
    claim($function, function_exists($function));
}
?>
--EXPECT--
Co: yes
co: yes
Chan: yes
chan: yes
Co\Channel: yes
Co\WaitGroup: yes
Co\Scheduler: yes
Co\Context: yes
Co\Iterator: yes
go: yes
defer: yes
Co\run: yes
Co\go: yes
Co\defer: yes
