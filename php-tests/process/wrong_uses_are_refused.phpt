--TEST--
constructors run once, and before everything else
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

class Late extends Process
{
    public function __construct()
    {
    }
}
$calls = [
    fn () => (new Process(fn () => null))->__construct(fn () => null),
    fn () => new Process('no such function'),
    fn () => (new Late())->start(),
    fn () => clone new Process(fn () => null),
    fn () => serialize(new Process(fn () => null)),
];
foreach ($calls as $call) {
    try {
        $call();
    } catch (Throwable $error) {
        echo $error::class, ': ', $error->getMessage(), "\n";
    }
}
claim('exit() of another process', @(new Process(fn () => null))->exit(), null);
claim('no such process', @Process::kill(0x7ffffffe), false);
claim('is it there?', [Process::kill(getmypid(), 0), Process::kill(0x7ffffffe, 0)], [true, false]);
?>
--EXPECT--
Error: Constructor of Swoole\Process can only be called once
TypeError: Swoole\Process::__construct(): Argument #1 ($callback) must be a valid callback, function "no such function" not found or invalid function name
Swoole\Error: must call constructor first
Error: Trying to clone an uncloneable object of class Swoole\Process
Exception: Serialization of 'Swoole\Process' is not allowed
exit() of another process: yes
no such process: yes
is it there?: yes
