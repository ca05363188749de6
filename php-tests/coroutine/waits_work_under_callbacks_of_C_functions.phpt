--TEST--
A coroutine may wait inside a callback that a C function calls
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Text
{
    public function __construct(private string $text) {}
    public function __toString(): string { Co::sleep(0.001); return $this->text; }
    public function __get($name) { Co::sleep(0.001); return "got $name"; }
}
class Json implements JsonSerializable
{
    public function __construct(private int $n) {}
    public function jsonSerialize(): mixed { Co::sleep(0.001); return ['n' => $this->n]; }
    public function __serialize(): array { Co::sleep(0.001); return ['n' => $this->n]; }
    public function __unserialize(array $data): void { Co::sleep(0.001); $this->n = $data['n']; }
}
class Countdown implements IteratorAggregate
{
    public function getIterator(): Iterator
    {
        foreach ([3, 2, 1] as $n) { Co::sleep(0.001); yield $n; }
    }
}
Co\run(function () {
    $work = function (int $k) {
        return [
            array_map(function ($x) use ($k) { Co::sleep(0.001); return $x * $k; }, [1, 2, 3]),
            array_filter([1, 2, 3, 4], function ($x) { Co::sleep(0.001); return $x % 2; }),
            array_reduce([1, 2, 3], function ($a, $b) use ($k) { Co::sleep(0.001); return $a + $b * $k; }, 0),
            preg_replace_callback('/\d/', function ($m) use ($k) { Co::sleep(0.001); return $m[0] + $k; }, '1 2 3'),
            implode(',', [new Text("a$k"), new Text("b$k")]),
            (new Text(''))->missing,
            json_encode([new Json($k), new Json($k + 1)]),
            unserialize(serialize(new Json($k)))->jsonSerialize(),
            iterator_to_array(new Countdown),
            call_user_func_array(function (...$a) { Co::sleep(0.001); return array_sum($a); }, [$k, 10]),
        ];
    };
    foreach (all([fn () => $work(1), fn () => $work(2)]) as $result) {
        echo json_encode($result), "\n";
    }
});
?>
--EXPECT--
[[1,2,3],{"0":1,"2":3},6,"2 3 4","a1,b1","got missing","[{\"n\":1},{\"n\":2}]",{"n":1},[3,2,1],11]
[[2,4,6],{"0":1,"2":3},12,"3 4 5","a2,b2","got missing","[{\"n\":2},{\"n\":3}]",{"n":2},[3,2,1],12]
