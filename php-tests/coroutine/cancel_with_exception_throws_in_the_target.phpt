--TEST--
cancel($id, true) throws Swoole\Coroutine\CanceledException out of the wait
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\CanceledException;

Co\run(function () {
    $channel = new chan(1);
    $waits = [
        'sleep' => fn () => Co::sleep(1000),
        'yield' => fn () => Co::yield(),
        'pop' => fn () => $channel->pop(),
        'join' => fn () => Co::join([1]),
    ];
    foreach ($waits as $name => $wait) {
        $id = go(function () use ($name, $wait) {
            try {
                $wait();
                echo "$name returned\n";
            } catch (CanceledException $e) {
                claim("$name threw", [$e->getMessage(), $e->getCode(), $e->getLine() > 0], ['', 0, true]);
            } finally {
                echo "finally of $name\n";
            }
        });
        claim("cancel of $name", Co::cancel($id, true));
    }
});
?>
--EXPECT--
sleep threw: yes
finally of sleep
cancel of sleep: yes
yield threw: yes
finally of yield
cancel of yield: yes
pop threw: yes
finally of pop
cancel of pop: yes
join threw: yes
finally of join
cancel of join: yes
