--TEST--
In a coroutine only that one waits: the others go on, and those of other processes are woken, too
--FILE--
<?php
require __DIR__ . '/../include.inc';

$atomic = new Swoole\Atomic();
$waiting = new Swoole\Atomic();
$child = pcntl_fork();
if ($child === 0) {
    Co\run(function () use ($atomic, $waiting, &$results) {
        $wait = function () use ($atomic, $waiting) {
            $waiting->add();
            $start = hrtime(true);
            $atomic->wait(30);
            return ms_since($start) < 10_000;
        };
        $results = all([$wait, $wait, $wait]);
    });
    exit($results === [true, true, true] ? 0 : 1);
}
while ($waiting->get() < 3) {
    usleep(1000);
}
usleep(50_000);
$atomic->wakeup(3);
pcntl_waitpid($child, $status);
claim('three coroutines of another process are woken', $status, 0);

$atomic->set(0);
Co\run(function () use ($atomic) {
    $log = [];
    $results = all([
        function () use ($atomic, &$log) {
            $result = $atomic->wait(10);
            $log[] = 'woken';
            return $result;
        },
        function () use ($atomic, &$log) {
            $log[] = 'the other';
            Co::sleep(0.005);
            $atomic->wakeup();
        },
    ]);
    claim('the other went on', [$log, $results[0]], [['the other', 'woken'], true]);
    $start = hrtime(true);
    claim('a timeout', $atomic->wait(0.02), false);
    claim('not too early', ms_since($start) >= 20);
    $cid = go(fn () => claim('cancelled', $atomic->wait(-1), false));
    Co::cancel($cid);
    claim('nobody is left: the number remembers', [$atomic->wakeup(), $atomic->wait(-1)], [true, true]);
});
?>
--EXPECT--
three coroutines of another process are woken: yes
the other went on: yes
a timeout: yes
not too early: yes
cancelled: yes
nobody is left: the number remembers: yes
