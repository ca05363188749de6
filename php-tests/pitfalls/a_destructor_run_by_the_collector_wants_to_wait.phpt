--TEST--
A destructor that the cycle collector runs may call what waits; nothing breaks
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Node { public $self; public static int $ran = 0; public function __destruct() { Co::sleep(0.001); self::$ran++; } }

Co\run(function () {
    all(array_fill(0, 5, function () {
        for ($i = 0; $i < 5; $i++) {
            $node = new Node;
            $node->self = $node;
            unset($node);
            gc_collect_cycles();
            Co::sleep(0.001);
        }
    }));
    gc_collect_cycles();
    claim('all ran', Node::$ran, 25);
});
?>
--EXPECT--
all ran: yes
