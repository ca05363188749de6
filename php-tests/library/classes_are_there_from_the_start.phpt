--TEST--
The library's classes seem to be there from the start, and are compiled when they are asked for
--FILE--
<?php
require __DIR__ . '/../include.inc';

spl_autoload_register(function ($name) {
    echo "autoload $name\n";
});

claim('without autoloading', class_exists('Swoole\ConnectionPool', false));
claim('with a leading backslash', class_exists('\Swoole\StringObject', false));
claim('in any case', class_exists('swoole\ARRAYOBJECT', false));
claim('an alias', class_exists('Swoole\Process\ProcessManager', false));
claim('its name', (new ReflectionClass('Swoole\Process\ProcessManager'))->getName(), 'Swoole\Process\Manager');
claim('no such class', class_exists('Swoole\NoSuchClass', false), false);
claim('an autoloader is asked for others only', class_exists('Swoole\NoSuchClass'), false);
claim('the file', (new ReflectionClass('Swoole\ConnectionPool'))->getFileName(), '@swoole/library/core/ConnectionPool.php');
claim('not included', get_included_files(), [__FILE__, realpath(__DIR__ . '/../include.inc')]);
claim('listed', in_array('Swoole\FastCGI\Record\Params', get_declared_classes(), true));

class Mine extends Swoole\MultibyteStringObject
{
}
claim('a parent', (new Mine('äöü'))->length(), 3);
claim('unserialize', unserialize('O:19:"Swoole\StringObject":1:{s:9:"' . "\0*\0string" . '";s:1:"x";}')->toString(), 'x');
?>
--EXPECT--
without autoloading: yes
with a leading backslash: yes
in any case: yes
an alias: yes
its name: yes
no such class: yes
autoload Swoole\NoSuchClass
an autoloader is asked for others only: yes
the file: yes
not included: yes
listed: yes
a parent: yes
unserialize: yes
