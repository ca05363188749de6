--TEST--
Constants have Swoole's values
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach (['SWOOLE_BASE' => 1, 'SWOOLE_PROCESS' => 2, 'SWOOLE_EVENT_READ' => 512, 'SWOOLE_EVENT_WRITE' => 1024, 'SWOOLE_CHANNEL_OK' => 0,
    'SWOOLE_CHANNEL_TIMEOUT' => -1, 'SWOOLE_CHANNEL_CLOSED' => -2, 'SWOOLE_CHANNEL_CANCELED' => -3, 'SWOOLE_DEFAULT_MAX_CORO_NUM' => 100000,
    'SWOOLE_CORO_INIT' => 0, 'SWOOLE_CORO_WAITING' => 1, 'SWOOLE_CORO_RUNNING' => 2, 'SWOOLE_CORO_END' => 3, 'SWOOLE_EXIT_IN_COROUTINE' => 2,
    'SWOOLE_EXIT_IN_SERVER' => 4, 'SWOOLE_HOOK_TCP' => 2, 'SWOOLE_HOOK_SLEEP' => 512, 'SWOOLE_LOG_DEBUG' => 0, 'SWOOLE_LOG_NONE' => 6,
    'SWOOLE_ERROR_CO_OUT_OF_COROUTINE' => 10001, 'SWOOLE_ERROR_CO_CANCELED' => 10017, 'SWOOLE_ERROR_CO_TIMEDOUT' => 10018] as $name => $value) {
    if (constant($name) !== $value) {
        echo "$name is ", var_export(constant($name), true), "\n";
    }
}
claim('HOOK_ALL has the families', (SWOOLE_HOOK_ALL & SWOOLE_HOOK_TCP & 0xff) === SWOOLE_HOOK_TCP && (SWOOLE_HOOK_ALL & SWOOLE_HOOK_SLEEP) === SWOOLE_HOOK_SLEEP);
?>
--EXPECT--
HOOK_ALL has the families: yes
