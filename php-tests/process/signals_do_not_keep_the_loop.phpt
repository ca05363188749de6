--TEST--
a function for a signal does not keep the loop, unless wait_signal is set
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function () {
    Process::signal(SIGUSR1, fn () => null);
    Swoole\Event::wait();
    echo 'not kept ';
    swoole_async_set(['wait_signal' => true]);
    Process::signal(SIGUSR1, function () {
        echo 'came ';
        Process::signal(SIGUSR1, null);
    });
    echo 'ready';
    Swoole\Event::wait();
    echo 'ended';
}, true);
$child->start();
$output = '';
while (!str_ends_with($output, 'ready')) {
    $output .= $child->read();
}
claim('at first', $output, 'not kept ready');
Process::kill($child->pid, SIGUSR1);
Process::wait();
claim('with wait_signal', $child->read(), 'came ended');
?>
--EXPECT--
at first: yes
with wait_signal: yes
