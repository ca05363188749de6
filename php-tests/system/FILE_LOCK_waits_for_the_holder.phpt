--TEST--
With FILE_LOCK, reading and writing wait until the file is not locked; others run meanwhile
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

$file = tempnam(sys_get_temp_dir(), 'swirl');
file_put_contents($file, 'old');
Co\run(function () use ($file) {
    $holder = fopen($file, 'r');
    flock($holder, LOCK_EX);
    $events = [];
    go(function () use ($file, &$events) {
        $events[] = System::readFile($file, FILE_LOCK);
        $events[] = System::writeFile($file, 'newer', FILE_LOCK);
        $events[] = file_get_contents($file);
    });
    claim('without it nobody waits', System::readFile($file), 'old');
    Co::sleep(0.005);
    $events[] = 'given back';
    flock($holder, LOCK_UN);
    wait_until(function () use (&$events) { return count($events) === 4; });
    claim('in order', $events, ['given back', 'old', 5, 'newer']);
});
unlink($file);
?>
--EXPECT--
without it nobody waits: yes
in order: yes
