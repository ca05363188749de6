--TEST--
Timeouts that are not a number, infinite or beyond all time neither crash nor end a wait at once
--FILE--
<?php
require __DIR__ . '/../include.inc';

swoole_async_set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () {
    foreach (['NAN' => NAN, 'INF' => INF, '-INF' => -INF, '1e300' => 1e300, 'PHP_INT_MAX' => PHP_INT_MAX] as $name => $timeout) {
        $channel = new chan(1);
        go(function () use ($channel) { Co::sleep(0.002); $channel->push('came'); });
        claim("pop($name)", $channel->pop($timeout), 'came');
    }
    foreach (['INF' => INF, '1e300' => 1e300] as $name => $timeout) {
        $id = go(fn () => claim("sleep($name) until canceled", @Co::sleep($timeout), false));
        claim('it sleeps', Co::exists($id));
        Co::cancel($id);
    }
    // What a sleep of NAN does is not promised; that it does no harm is.
    $id = go(fn () => @Co::sleep(NAN));
    if (Co::exists($id)) {
        Co::cancel($id);
    }
    claim('WaitGroup', (new Swoole\Coroutine\WaitGroup)->wait(NAN));
    $id = go(fn () => Co::yield());
    go(fn () => claim('join(1e300)', Co::join([$id], 1e300)));
    Co::resume($id);
});
echo "done\n";
?>
--EXPECT--
pop(NAN): yes
pop(INF): yes
pop(-INF): yes
pop(1e300): yes
pop(PHP_INT_MAX): yes
it sleeps: yes
sleep(INF) until canceled: yes
it sleeps: yes
sleep(1e300) until canceled: yes
WaitGroup: yes
join(1e300): yes
done
