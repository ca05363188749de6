--TEST--
A destructor may wait, by unset, at the end of a function and during an exception, and Fibers work meanwhile
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Slow
{
    public function __construct(private string $name) {}
    public function __destruct() { echo "$this->name: start\n"; Co::sleep(0.003); echo "$this->name: end\n"; }
}
Co\run(function () {
    all([
        function () { $slow = new Slow('unset'); unset($slow); },
        function () { (function () { $slow = new Slow('function'); })(); },
        function () {
            try {
                (function () { $slow = new Slow('unwinding'); throw new Exception('kept'); })();
            } catch (Exception $e) {
                echo 'caught ', $e->getMessage(), "\n";
            }
        },
        function () {
            $fiber = new Fiber(function ($x) { $y = Fiber::suspend($x + 1); return $y * 2; });
            claim('a Fiber meanwhile', [$fiber->start(1), $fiber->resume(21), $fiber->getReturn()], [2, null, 42]);
        },
    ]);
});
?>
--EXPECT--
unset: start
function: start
unwinding: start
a Fiber meanwhile: yes
unset: end
function: end
unwinding: end
caught kept
