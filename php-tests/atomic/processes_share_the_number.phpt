--TEST--
Processes share the number; nothing that they add is lost
--FILE--
<?php
require __DIR__ . '/../include.inc';

const PROCESSES = 3, TIMES = 20000;

$atomic = new Swoole\Atomic();
$long = new Swoole\Atomic\Long(PHP_INT_MIN);
$children = [];
for ($i = 0; $i < PROCESSES; $i++) {
    $child = pcntl_fork();
    if ($child === 0) {
        for ($n = 0; $n < TIMES; $n++) {
            $atomic->add(2);
            $atomic->sub();
            $long->add(1 << 33);
        }
        exit(0);
    }
    $children[] = $child;
}
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
    claim('a child ended well', $status, 0);
}
claim('Atomic', $atomic->get(), PROCESSES * TIMES);
claim('Atomic\Long', $long->get(), PHP_INT_MIN + PROCESSES * TIMES * (1 << 33));
?>
--EXPECT--
a child ended well: yes
a child ended well: yes
a child ended well: yes
Atomic: yes
Atomic\Long: yes
