--TEST--
After subscribe(), recv() gives the messages; other commands are refused until the last subscription ends
--FILE--
<?php
require __DIR__ . '/redis.inc';

Co\run(function () {
    $redis = redis();
    [$one, $two] = [key_of('one'), key_of('two')];
    claim('sent', $redis->subscribe([$one, $two]));
    claim('first', $redis->recv(), ['subscribe', $one, 1]);
    claim('second', $redis->recv(), ['subscribe', $two, 2]);
    claim('other commands are refused', [$redis->get('x'), $redis->errType], [false, SWOOLE_REDIS_ERR_OTHER]);
    claim('and the connection stands', $redis->connected);

    $publisher = redis();
    Co\go(function () use ($publisher, $one, $two) {
        Co::sleep(0.01);
        foreach ([$one, $two, $one] as $i => $channel) { $publisher->publish($channel, "message $i"); }
    });
    claim('messages', [$redis->recv(), $redis->recv(), $redis->recv()],
        [['message', $one, 'message 0'], ['message', $two, 'message 1'], ['message', $one, 'message 2']]);

    claim('a pattern', [$redis->pSubscribe(["$one*"]), $redis->recv()], [true, ['psubscribe', "$one*", 3]]);
    $publisher->publish($one, 'twice');
    claim('by channel and by pattern', [$redis->recv(), $redis->recv()], [['message', $one, 'twice'], ['pmessage', "$one*", $one, 'twice']]);

    claim('ended', [$redis->unsubscribe([$one, $two]), $redis->pUnSubscribe(["$one*"])], [true, true]);
    claim('in turn', array_column([$redis->recv(), $redis->recv(), $redis->recv()], 2), [2, 1, 0]);
    claim('commands again', $redis->echo('hello'), 'hello');
});
?>
--EXPECT--
sent: yes
first: yes
second: yes
other commands are refused: yes
and the connection stands: yes
messages: yes
a pattern: yes
by channel and by pattern: yes
ended: yes
in turn: yes
commands again: yes
