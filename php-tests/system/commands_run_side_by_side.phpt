--TEST--
Commands run side by side: each waits for the next one
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

$dir = sys_get_temp_dir() . '/swirl-' . getmypid();
mkdir($dir);
Co\run(function () use ($dir) {
    // Number 5 ends by itself; each other one ends when the one after it has ended.
    $calls = [];
    foreach (range(1, 5) as $n) {
        $before = $n + 1;
        $wait = $n === 5 ? '' : "while [ ! -e $dir/$before ]; do sleep 0.01; done;";
        $calls[$n] = fn () => System::exec("$wait touch $dir/$n; echo $n")['output'];
    }
    claim('all ended', all($calls), [1 => "1\n", "2\n", "3\n", "4\n", "5\n"]);
});
array_map('unlink', glob("$dir/*"));
rmdir($dir);
?>
--EXPECT--
all ended: yes
