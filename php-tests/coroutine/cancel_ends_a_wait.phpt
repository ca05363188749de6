--TEST--
cancel() ends a wait at once; the wait returns false and isCanceled() tells why
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $waits = [
        'sleep' => fn () => Co::sleep(1000),
        'yield' => fn () => Co::yield(),
        'suspend' => fn () => Co::suspend(),
        'pop' => fn () => (new chan(1))->pop(),
        'join' => fn () => Co::join([1]),
    ];
    foreach ($waits as $name => $wait) {
        $id = go(function () use ($name, $wait) {
            claim("$name returns false", $wait(), false);
            claim("$name was canceled", Co::isCanceled());
        });
        claim("cancel of $name", Co::cancel($id));
    }
});
?>
--EXPECT--
sleep returns false: yes
sleep was canceled: yes
cancel of sleep: yes
yield returns false: yes
yield was canceled: yes
cancel of yield: yes
suspend returns false: yes
suspend was canceled: yes
cancel of suspend: yes
pop returns false: yes
pop was canceled: yes
cancel of pop: yes
join returns false: yes
join was canceled: yes
cancel of join: yes
