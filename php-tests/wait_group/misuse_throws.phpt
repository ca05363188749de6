--TEST--
A negative count, adding while another waits and a second wait throw
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\WaitGroup;

Co\run(function () {
    echo outcome(fn () => (new WaitGroup)->done()), "\n";
    echo outcome(fn () => (new WaitGroup(1))->add(-2)), "\n";
    $wg = new WaitGroup(1);
    go(function () use ($wg) {
        Co::sleep(0.001);
        echo outcome(fn () => $wg->add()), "\n";
        echo outcome(fn () => $wg->wait()), "\n";
        $wg->done();
    });
    claim('the first wait', $wg->wait());
});
?>
--EXPECT--
BadMethodCallException: WaitGroup misuse: negative counter
InvalidArgumentException: WaitGroup misuse: negative counter
BadMethodCallException: WaitGroup misuse: add called concurrently with wait
BadMethodCallException: WaitGroup misuse: reused before previous wait has returned
the first wait: yes
