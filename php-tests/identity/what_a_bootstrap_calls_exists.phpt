--TEST--
What a test suite's bootstrap calls exists and works
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('swoole_async_set', swoole_async_set(['enable_coroutine' => true]), true);
claim('swoole_cpu_num', swoole_cpu_num() >= 1);
swoole_library_set_option('some_option', 5);
claim('swoole_library_get_option', swoole_library_get_option('some_option'), 5);
swoole_library_set_options(['some_option' => 6, 'other' => 7]);
claim('swoole_library_get_options', swoole_library_get_options()['other'], 7);
claim('function', function_exists('swoole_init_default_remote_object_server'));
Co::set(['socket_timeout' => 5, 'log_level' => SWOOLE_LOG_WARNING]);
Swoole\Runtime::enableCoroutine(SWOOLE_HOOK_ALL);
claim('hook flags', Swoole\Runtime::getHookFlags(), SWOOLE_HOOK_ALL);
?>
--EXPECT--
swoole_async_set: yes
swoole_cpu_num: yes
swoole_library_get_option: yes
swoole_library_get_options: yes
function: yes
hook flags: yes
