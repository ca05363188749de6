--TEST--
__serialize and __unserialize that wait do not mix up two coroutines
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Item
{
    public function __construct(public string $name, public array $children = []) {}
    public function __serialize(): array { Co::sleep(0.001); return [$this->name, $this->children]; }
    public function __unserialize(array $data): void { Co::sleep(0.001); [$this->name, $this->children] = $data; }
}
Co\run(function () {
    $tree = fn (string $name) => new Item($name, [new Item("$name.1"), new Item("$name.2", [new Item("$name.2.1")])]);
    $results = all([
        fn () => unserialize(serialize($tree('a'))) == $tree('a'),
        fn () => unserialize(serialize($tree('b'))) == $tree('b'),
        fn () => unserialize(serialize($tree('c'))) == $tree('c'),
    ]);
    claim('all whole', $results, [true, true, true]);
});
?>
--EXPECT--
all whole: yes
