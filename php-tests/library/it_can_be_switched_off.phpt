--TEST--
Without swoole.enable_library nothing of it is there, and others may declare the names
--INI--
swoole.enable_library=Off
--FILE--
<?php
namespace Swoole {
    class StringObject
    {
    }
}

namespace {
    require __DIR__ . '/../include.inc';

    claim('the class is ours', (new ReflectionClass('Swoole\StringObject'))->getFileName(), __FILE__);
    claim('no class', class_exists('Swoole\ConnectionPool'), false);
    claim('no function', function_exists('swoole_string') || function_exists('_string'), false);
    claim('what is not written in PHP', class_exists('Swoole\Constant') && function_exists('Swoole\Coroutine\run'));
}
?>
--EXPECT--
the class is ours: yes
no class: yes
no function: yes
what is not written in PHP: yes
