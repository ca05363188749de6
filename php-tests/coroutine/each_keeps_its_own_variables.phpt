--TEST--
Locals, references and call frames of each coroutine survive its waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

function depth(int $n, string $name): string
{
    $local = str_repeat($name, $n);
    if ($n > 0) {
        $below = depth($n - 1, $name);
        Co::sleep(0.001);
        return $local . '.' . $below;
    }
    return '';
}
Co\run(function () {
    echo implode("\n", all([fn () => depth(4, 'a'), fn () => depth(4, 'b'), fn () => depth(4, 'c')])), "\n";
});
?>
--EXPECT--
aaaa.aaa.aa.a.
bbbb.bbb.bb.b.
cccc.ccc.cc.c.
