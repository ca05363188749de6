--TEST--
What is pushed is the value at that moment; objects stay the same object
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(2);
    $array = [1];
    $object = new ArrayObject([1]);
    $channel->push($array);
    $channel->push($object);
    $array[] = 2;
    $object[] = 2;
    claim('the array', $channel->pop(), [1]);
    claim('the object', $channel->pop() === $object);
});
?>
--EXPECT--
the array: yes
the object: yes
