--TEST--
add() and parallel() register, start() runs them in that order
--FILE--
<?php
require __DIR__ . '/../include.inc';

$scheduler = new Swoole\Coroutine\Scheduler;
$scheduler->add(function (...$arguments) {
    echo 'a ', json_encode($arguments), "\n";
    Co::sleep(0.001);
    echo "a ends\n";
}, 1, 'x');
$scheduler->parallel(3, function ($letter) { echo "$letter in ", Co::getCid(), "\n"; }, 'p');
$scheduler->add(function () { echo "b\n"; });
echo "not yet\n";
claim('start', $scheduler->start(), true);
?>
--EXPECT--
not yet
a [1,"x"]
p in 2
p in 3
p in 4
b
a ends
start: yes
