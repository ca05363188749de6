--TEST--
setTimeLimit() ends a wait that would have no end
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\TimeoutException;

Co\run(function () {
    $channel = new chan(1);
    go(function () use ($channel) {
        Co::setTimeLimit(1);
        try {
            $channel->pop();
        } catch (TimeoutException) {
            echo "pop timed out\n";
        }
    });
});
?>
--EXPECT--
pop timed out
