--TEST--
go() takes closures, names, methods, static methods, first-class callables and invokable objects
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Worker
{
    public function method() { echo "method\n"; }
    public static function staticMethod() { echo "static\n"; }
    public function __invoke() { echo "invoked\n"; }
    public function __call($name, $arguments) { echo "magic $name\n"; }
    public function start() { go(function () { echo get_class($this), "\n"; }); }
}
function plain() { echo "plain\n"; }

Co\run(function () {
    $worker = new Worker;
    go('plain');
    go([$worker, 'method']);
    go([Worker::class, 'staticMethod']);
    go('Worker::staticMethod');
    go($worker);
    go([$worker, 'unknown']);
    go($worker->method(...));
    go(plain(...));
    go(fn () => print("arrow\n"));
    go('printf', "%s\n", 'internal');
    $worker->start();
});
?>
--EXPECT--
plain
method
static
static
invoked
magic unknown
method
plain
arrow
internal
Worker
