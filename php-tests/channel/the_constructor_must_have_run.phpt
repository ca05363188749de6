--TEST--
A Channel whose constructor did not run is refused
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
class Lazy extends Swoole\Coroutine\Channel { public function __construct() {} }
Co\run(function () {
    (new Lazy)->push(1);
    echo "WRONG\n";
});
PHP);
?>
--EXPECTF--
%AUncaught Swoole\Error: must call constructor first%A
exit status 255
