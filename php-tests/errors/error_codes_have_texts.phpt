--TEST--
swoole_strerror() knows the system's, the resolver's and Swoole's own codes
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('system', swoole_strerror(SOCKET_ENOENT), 'No such file or directory');
claim('unknown', swoole_strerror(9999), 'Unknown error 9999');
claim('resolver', swoole_strerror(-2, SWOOLE_STRERROR_GAI), 'Name or service not known');
claim('dns', swoole_strerror(1, SWOOLE_STRERROR_DNS), 'Unknown host');
claim('timed out', swoole_strerror(SWOOLE_ERROR_CO_TIMEDOUT, SWOOLE_STRERROR_SWOOLE), 'Coroutine timedout');
claim('canceled', swoole_strerror(SWOOLE_ERROR_CO_CANCELED, SWOOLE_STRERROR_SWOOLE), 'Coroutine canceled');
claim('not exists', swoole_strerror(SWOOLE_ERROR_CO_NOT_EXISTS, SWOOLE_STRERROR_SWOOLE), 'Coroutine not exists');
claim('invalid params', swoole_strerror(SWOOLE_ERROR_INVALID_PARAMS, SWOOLE_STRERROR_SWOOLE), 'Invalid params');
?>
--EXPECT--
system: yes
unknown: yes
resolver: yes
dns: yes
timed out: yes
canceled: yes
not exists: yes
invalid params: yes
