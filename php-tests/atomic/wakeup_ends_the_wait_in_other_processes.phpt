--TEST--
wakeup() ends the wait in other processes: one of them takes the number
--FILE--
<?php
require __DIR__ . '/../include.inc';

$atomic = new Swoole\Atomic();
$waiting = new Swoole\Atomic();
$children = [];
for ($i = 0; $i < 3; $i++) {
    $child = pcntl_fork();
    if ($child === 0) {
        $waiting->add();
        exit($atomic->wait(30) ? 1 : 0);
    }
    $children[] = $child;
}
while ($waiting->get() < 3) {
    usleep(1000);
}
usleep(100_000);
claim('wakeup', $atomic->wakeup(3));
$took = 0;
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
    $took += pcntl_wexitstatus($status);
}
claim('one has it', [$took, $atomic->get()], [1, 0]);

claim('nobody to wake: the number remembers', [$atomic->wakeup(), $atomic->get(), $atomic->wait(), $atomic->get()], [true, 1, true, 0]);
$start = hrtime(true);
claim('a timeout', $atomic->wait(0.02), false);
claim('not too early', ms_since($start) >= 20);
$atomic->set(5);
claim('another number is not waited for', $atomic->wait(-1), false);
claim('and stays', [$atomic->wakeup(), $atomic->get()], [true, 5]);
?>
--EXPECT--
wakeup: yes
one has it: yes
nobody to wake: the number remembers: yes
a timeout: yes
not too early: yes
another number is not waited for: yes
and stays: yes
