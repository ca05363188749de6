--TEST--
wait() with nothing to wait for returns true at once
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\WaitGroup;

claim('outside', (new WaitGroup)->wait(), true);
Co\run(function () {
    claim('inside', (new WaitGroup)->wait(), true);
    $wg = new WaitGroup(1);
    $wg->done();
    claim('all done before', $wg->wait(), true);
});
?>
--EXPECT--
outside: yes
inside: yes
all done before: yes
