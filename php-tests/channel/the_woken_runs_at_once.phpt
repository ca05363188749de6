--TEST--
push() runs a waiting popper, and pop() a waiting pusher, before it returns
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    go(function () use ($channel) { $channel->pop(); echo "2 popper\n"; });
    echo "1 push\n";
    $channel->push(1);
    echo "3 pushed\n";

    go(function () use ($channel) { $channel->push(1); $channel->push(2); echo "5 pusher\n"; });
    echo "4 pop\n";
    $channel->pop();
    echo "6 popped\n";
    $channel->pop();
});
?>
--EXPECT--
1 push
2 popper
3 pushed
4 pop
5 pusher
6 popped
