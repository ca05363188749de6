--TEST--
wait() needs a variable that can be set to null
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Barrier;

class Holder
{
    public Barrier $typed;
    public $untyped;
}

Co\run(function () {
    $holder = new Holder;
    $holder->typed = Barrier::make();
    echo outcome(fn () => Barrier::wait($holder->typed)), "\n";
    $holder->untyped = Barrier::make();
    Barrier::wait($holder->untyped);
    claim('a property is set to null', $holder->untyped, null);
    echo outcome(fn () => Barrier::wait($holder->untyped)), "\n";
});
$alone = Barrier::make();
Barrier::wait($alone);
claim('outside a coroutine nobody waits', $alone, null);
?>
--EXPECT--
TypeError: Cannot assign null to reference held by property Holder::$typed of type Swoole\Coroutine\Barrier
a property is set to null: yes
TypeError: Swoole\Coroutine\Barrier::wait(): Argument #1 ($barrier) must be of type Swoole\Coroutine\Barrier, null given
outside a coroutine nobody waits: yes
