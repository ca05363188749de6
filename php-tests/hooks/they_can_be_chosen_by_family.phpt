--TEST--
Only the families in the flags become switches
--FILE--
<?php
require __DIR__ . '/../include.inc';

Swoole\Runtime::enableCoroutine(SWOOLE_HOOK_SLEEP);
Co\run(function () {
    $ran = 0;
    go(function () use (&$ran) { for ($i = 0; $i < 3; $i++) { Co::sleep(0.001); $ran++; } });
    $start = hrtime(true);
    while ($ran < 3 && ms_since($start) < 10000) {
        usleep(1000);
    }
    claim('sleep is a switch', $ran, 3);
    go(function () use (&$ran) { Co::sleep(0.001); $ran++; });
    file_get_contents(service('SLOW_URL') . '/?ms=50');
    claim('http is not', $ran, 3);
});
Swoole\Runtime::enableCoroutine(0);
claim('off', Swoole\Runtime::getHookFlags(), 0);
Swoole\Runtime::enableCoroutine();
claim('all', Swoole\Runtime::getHookFlags(), SWOOLE_HOOK_ALL);
?>
--EXPECT--
sleep is a switch: yes
http is not: yes
off: yes
all: yes
