--TEST--
coroutines, timers, deferred calls and watched descriptors of the parent are not the child's
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

use Swoole\Event;
use Swoole\Timer;

$parent = getmypid();
$say = function (string $what) use ($parent) {
    claim("$what, in the parent", getmypid(), $parent);
};
$pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
fwrite($pair[1], 'x');
Event::add($pair[0], function ($stream) use ($say) {
    fread($stream, 1);
    Event::del($stream);
    $say('readable');
});
Event::defer(fn () => $say('deferred'));
Timer::after(1, fn () => $say('timer'));
go(function () use ($say) {
    Co::sleep(0.01);
    $say('coroutine');
});
$child = new Process(function () {
    claim('no coroutine', count(iterator_to_array(Co::list())), 0);
    claim('no timer', count(iterator_to_array(Timer::list())), 0);
    Event::wait();
    Co\run(function () {
        Co::sleep(0.02);
        claim('a loop of its own', Co::getCid() > 0);
    });
});
$child->start();
claim('the child ended well', Process::wait()['code'], 0);
Event::wait();
?>
--EXPECT--
no coroutine: yes
no timer: yes
a loop of its own: yes
the child ended well: yes
readable, in the parent: yes
deferred, in the parent: yes
timer, in the parent: yes
coroutine, in the parent: yes
