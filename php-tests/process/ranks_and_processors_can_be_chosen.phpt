--TEST--
priorities and affinity
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$process = new Process(fn () => null);
claim('a rank', $process->setPriority(PRIO_PROCESS, 5));
claim('read back', $process->getPriority(PRIO_PROCESS), 5);
claim('of whom?', [@$process->getPriority(PRIO_PGRP), swoole_last_error()], [false, SWOOLE_ERROR_INVALID_PARAMS]);
$all = Process::getAffinity();
claim('processors', count($all) > 0);
claim('one of them', [Process::setAffinity([$all[0]]), Process::getAffinity()], [true, [$all[0]]]);
claim('all again', Process::setAffinity($all));
claim('none', Process::setAffinity([]), false);
claim('one that is not there', @Process::setAffinity([100000]), false);
?>
--EXPECT--
a rank: yes
read back: yes
of whom?: yes
processors: yes
one of them: yes
all again: yes
none: yes
one that is not there: yes
