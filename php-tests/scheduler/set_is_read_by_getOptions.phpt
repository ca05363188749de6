--TEST--
set() adds to the options that getOptions() reads
--FILE--
<?php
require __DIR__ . '/../include.inc';

$scheduler = new Swoole\Coroutine\Scheduler;
$scheduler->set(['max_coroutine' => 2, 'hook_flags' => 0]);
$options = $scheduler->getOptions();
ksort($options);
claim('options', $options, ['hook_flags' => 0, 'max_coroutine' => 2]);
$scheduler->add(function () {
    go(function () { Co::yield(); });
    claim('it holds', go(function () {}), false);
    Co::resume(2);
});
$scheduler->start();
?>
--EXPECTF--
options: yes

Warning: go(): exceed max number of coroutine 2 in %s on line %d
it holds: yes
