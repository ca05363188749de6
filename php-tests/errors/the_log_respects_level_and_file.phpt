--TEST--
log_level and log_file say what is logged and where
--FILE--
<?php
require __DIR__ . '/../include.inc';

$file = tempnam(sys_get_temp_dir(), 'swirl');
claim('set', swoole_async_set(['log_level' => SWOOLE_LOG_WARNING, 'log_file' => $file]), true);
swoole_error_log(SWOOLE_LOG_INFO, 'too low');
swoole_error_log(SWOOLE_LOG_WARNING, 'a warning');
swoole_error_log_ex(SWOOLE_LOG_ERROR, SWOOLE_ERROR_SESSION_CLOSED, 'an error');
swoole_ignore_error(SWOOLE_ERROR_SESSION_CLOSED);
swoole_error_log_ex(SWOOLE_LOG_ERROR, SWOOLE_ERROR_SESSION_CLOSED, 'an ignored error');
Co::set(['log_level' => SWOOLE_LOG_NONE]);
swoole_error_log(SWOOLE_LOG_ERROR, 'turned off');
echo file_get_contents($file);
unlink($file);
?>
--EXPECTF--
set: yes
[%s]	WARNING	a warning
[%s]	ERROR	%s(ERRNO 1004): an error
