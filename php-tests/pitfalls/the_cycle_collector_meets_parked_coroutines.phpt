--TEST--
The cycle collector runs while coroutines are parked and frees what is garbage, nothing else
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Node { public $other; public static int $freed = 0; public function __destruct() { self::$freed++; } }
function cycle(): Node { $a = new Node; $b = new Node; $a->other = $b; $b->other = $a; return $a; }

gc_disable();
Co\run(function () {
    $tasks = [];
    for ($i = 0; $i < 20; $i++) {
        $tasks[] = function () use ($i) {
            $kept = cycle();
            $array = ['n' => $i, 'node' => [$kept]];
            for ($j = 0; $j < 5; $j++) {
                Co::sleep(0.001);
                cycle();
            }
            return $array['node'][0] === $kept && $kept->other->other === $kept && $array['n'] === $i;
        };
    }
    $tasks[] = function () {
        for ($j = 0; $j < 5; $j++) {
            gc_collect_cycles();
            Co::sleep(0.001);
        }
        return true;
    };
    claim('what parked coroutines hold is kept', array_unique(all($tasks)), [true]);
});
gc_collect_cycles();
claim('all is freed in the end', Node::$freed, 20 * 2 + 100 * 2);
?>
--EXPECT--
what parked coroutines hold is kept: yes
all is freed in the end: yes
