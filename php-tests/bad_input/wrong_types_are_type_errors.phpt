--TEST--
Wrong types throw TypeError with PHP's words
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$calls = [
    fn () => go('no_such_function'), fn () => go(5), fn () => go(), fn () => Co::create(null),
    fn () => new chan('x'), fn () => (new chan)->pop([]), fn () => (new chan)->push(),
    fn () => Co::resume([]), fn () => Co::resume(), fn () => Co::cancel('x'), fn () => Co::join('x'), fn () => Co::set(1),
    fn () => Co::sleep('x'), fn () => Co::exists('x'), fn () => Co::getPcid('x'), fn () => Co::setTimeLimit([]),
    fn () => Timer::after('x', fn () => 1), fn () => Timer::after(1, 'no_such_function'), fn () => Timer::tick(1),
    fn () => (new Swoole\Coroutine\Scheduler)->add('no_such_function'), fn () => defer('no_such_function'), fn () => swoole_strerror('x'),
];
echo outcome(fn () => swoole_async_set(1)), "\n";
Co\run(function () use ($calls) {
    foreach ($calls as $call) {
        echo outcome($call), "\n";
    }
});
?>
--EXPECT--
TypeError: swoole_async_set(): Argument #1 ($settings) must be of type array, int given
TypeError: go(): Argument #1 ($func) must be a valid callback, function "no_such_function" not found or invalid function name
TypeError: go(): Argument #1 ($func) must be a valid callback, no array or string given
ArgumentCountError: go() expects at least 1 argument, 0 given
TypeError: Swoole\Coroutine::create(): Argument #1 ($func) must be a valid callback, no array or string given
TypeError: Swoole\Coroutine\Channel::__construct(): Argument #1 ($size) must be of type int, string given
TypeError: Swoole\Coroutine\Channel::pop(): Argument #1 ($timeout) must be of type float, array given
ArgumentCountError: Swoole\Coroutine\Channel::push() expects at least 1 argument, 0 given
TypeError: Swoole\Coroutine::resume(): Argument #1 ($cid) must be of type int, array given
ArgumentCountError: Swoole\Coroutine::resume() expects exactly 1 argument, 0 given
TypeError: Swoole\Coroutine::cancel(): Argument #1 ($cid) must be of type int, string given
TypeError: Swoole\Coroutine::join(): Argument #1 ($cid_array) must be of type array, string given
TypeError: Swoole\Coroutine::set(): Argument #1 ($options) must be of type array, int given
TypeError: Swoole\Coroutine::sleep(): Argument #1 ($seconds) must be of type float, string given
TypeError: Swoole\Coroutine::exists(): Argument #1 ($cid) must be of type int, string given
TypeError: Swoole\Coroutine::getPcid(): Argument #1 ($cid) must be of type int, string given
TypeError: Swoole\Coroutine::setTimeLimit(): Argument #1 ($timeout) must be of type float, array given
TypeError: Swoole\Timer::after(): Argument #1 ($ms) must be of type int, string given
TypeError: Swoole\Timer::after(): Argument #2 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
ArgumentCountError: Swoole\Timer::tick() expects at least 2 arguments, 1 given
TypeError: Swoole\Coroutine\Scheduler::add(): Argument #1 ($func) must be a valid callback, function "no_such_function" not found or invalid function name
TypeError: defer(): Argument #1 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
TypeError: swoole_strerror(): Argument #1 ($errno) must be of type int, string given
