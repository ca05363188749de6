--TEST--
Every kind of value passes through a channel unchanged
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $object = new stdClass;
    $resource = fopen('php://memory', 'r');
    $values = [null, false, true, 0, -1, PHP_INT_MAX, 1.5, NAN, '', 'text', str_repeat('x', 100000), [], ['a' => [1, 2]], $object, $resource, fn () => 1];
    $channel = new chan(count($values));
    foreach ($values as $value) {
        $channel->push($value);
    }
    $bad = [];
    foreach ($values as $i => $value) {
        $got = $channel->pop();
        if ($got !== $value && !(is_float($value) && is_nan($value) && is_nan($got))) {
            $bad[] = $i;
        }
    }
    claim('all the same', $bad, []);
});
?>
--EXPECT--
all the same: yes
