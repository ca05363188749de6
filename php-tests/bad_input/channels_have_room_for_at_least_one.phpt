--TEST--
A capacity below 1 becomes 1; a huge one costs nothing
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach ([0, -1, PHP_INT_MIN] as $capacity) {
    claim((string) $capacity, (new chan($capacity))->capacity, 1);
}
$before = memory_get_usage();
claim('huge', (new chan(PHP_INT_MAX))->capacity, PHP_INT_MAX);
claim('costs nothing', memory_get_usage() - $before < 4096);
?>
--EXPECT--
0: yes
-1: yes
-9223372036854775808: yes
huge: yes
costs nothing: yes
