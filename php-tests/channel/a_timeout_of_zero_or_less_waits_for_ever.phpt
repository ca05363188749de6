--TEST--
A timeout of 0 or below is no timeout
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach ([0, -1, -0.5] as $timeout) {
        $channel = new chan(1);
        go(function () use ($channel) {
            Co::sleep(0.005);
            $channel->push('came');
        });
        claim("pop($timeout)", $channel->pop($timeout), 'came');
    }
});
?>
--EXPECT--
pop(0): yes
pop(-1): yes
pop(-0.5): yes
