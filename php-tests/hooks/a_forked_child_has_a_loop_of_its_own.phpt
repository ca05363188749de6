--TEST--
After a fork parent and child each run coroutines, and wait for I/O, on their own
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () { file_get_contents(service('HTTP_URL') . '/'); });
$child = pcntl_fork();
$sum = 0;
Co\run(function () use (&$sum) {
    $sum = array_sum(all(array_map(fn (int $n) => function () use ($n) {
        usleep(2000);
        return $n + strlen(file_get_contents(service('SLOW_URL') . '/?ms=5&bytes=10'));
    }, range(1, 10))));
});
if ($child === 0) {
    exit($sum === 155 ? 3 : 1);
}
pcntl_waitpid($child, $status);
claim('parent', $sum, 155);
claim('child', pcntl_wexitstatus($status), 3);
?>
--EXPECT--
parent: yes
child: yes
