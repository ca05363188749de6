--TEST--
swoole_last_error() tells why the last call failed, until swoole_clear_error()
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('none', [swoole_last_error(), swoole_errno()], [0, 0]);
Co\run(function () {
    Co::cancel(999);
    claim('set', swoole_last_error(), SWOOLE_ERROR_CO_NOT_EXISTS);
    swoole_clear_error();
    claim('cleared', swoole_last_error(), 0);
});
?>
--EXPECT--
none: yes
set: yes
cleared: yes
