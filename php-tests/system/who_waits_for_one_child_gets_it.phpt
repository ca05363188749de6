--TEST--
Who waits for one child gets it, even while others wait for any child
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

Co\run(function () {
    $children = [];
    foreach (range(1, 4) as $n) {
        $children[] = [proc_open(['/bin/sh', '-c', 'read x; exit ' . $n], [['pipe', 'r']], $pipes), $pipes[0]];
    }
    $pids = array_map(fn ($child) => proc_get_status($child[0])['pid'], $children);
    $any = [];
    foreach ([1, 2] as $n) {
        go(function () use (&$any) { $any[] = System::wait()['code']; });
    }
    $own = [];
    foreach ([0, 1] as $n) {
        go(function () use (&$own, $pids, $n) { $own[$n] = System::waitPid($pids[$n])['code']; });
    }
    // The output of a command is not mistaken for one of them.
    claim('a command meanwhile', System::exec('exit 9')['code'], 9);
    foreach ($children as [, $input]) {
        fclose($input);
    }
    wait_until(function () use (&$any, &$own) { return count($any) + count($own) === 4; });
    sort($any);
    ksort($own);
    claim('their own', $own, [1, 2]);
    claim('any', $any, [3, 4]);
});
?>
--EXPECT--
a command meanwhile: yes
their own: yes
any: yes
