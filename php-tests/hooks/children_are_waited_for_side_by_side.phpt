--TEST--
pcntl_wait(), pcntl_waitpid() and proc_close() wait while others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

/** A child that ends with this code when its input does. */
function child(int $code): array
{
    $process = proc_open(['/bin/sh', '-c', "read x; exit $code"], [['pipe', 'r']], $pipes);
    return [$process, $pipes[0], proc_get_status($process)['pid']];
}

$children = array_map(child(...), range(1, 3));
Co\run(function () use ($children) {
    $order = [];
    $ended = all([
        'pcntl_waitpid' => function () use ($children, &$order) {
            $order[] = 'waits';
            $pid = pcntl_waitpid($children[0][2], $status);
            return [$pid === $children[0][2], pcntl_wexitstatus($status)];
        },
        'proc_close' => function () use ($children, &$order) {
            $order[] = 'waits';
            return proc_close($children[1][0]);
        },
        'pcntl_wait' => function () use ($children, &$order) {
            $order[] = 'waits';
            $pid = pcntl_wait($status);
            return [$pid === $children[2][2], pcntl_wexitstatus($status)];
        },
        'the end' => function () use ($children, &$order) {
            $order[] = 'ends them';
            array_map(fn ($child) => is_resource($child[1]) && fclose($child[1]), $children);
        },
    ]);
    claim('in order', $order, ['waits', 'waits', 'waits', 'ends them']);
    unset($ended['the end']);
    claim('each got its own', $ended, ['pcntl_waitpid' => [true, 1], 'proc_close' => 2, 'pcntl_wait' => [true, 3]]);
});
?>
--EXPECT--
in order: yes
each got its own: yes
