--TEST--
PHP's gethostbyname() and gethostbynamel() give each coroutine its own answer, the same as outside
--FILE--
<?php
require __DIR__ . '/../include.inc';

$names = ['localhost', '127.0.0.1', '192.0.2.1', 'no.invalid', gethostname(), '', '1.2', str_repeat('x', 300), "a\0b"];
$ask = function () use ($names) {
    $answers = [];
    foreach ($names as $name) {
        $answers[] = [@outcome(fn () => gethostbyname($name)), @outcome(fn () => gethostbynamel($name))];
    }
    return $answers;
};
$outside = $ask();
Co\run(function () use ($ask, $outside) {
    $same = array_map(fn ($answers) => $answers === $outside, all(array_fill(0, 50, $ask)));
    claim('all the same', array_unique($same), [true]);
    $order = [];
    go(function () use (&$order) { gethostbyname('localhost'); $order[] = 'answer'; });
    $order[] = 'meanwhile';
    wait_until(function () use (&$order) { return count($order) === 2; });
    claim('others run meanwhile', $order, ['meanwhile', 'answer']);
});
?>
--EXPECT--
all the same: yes
others run meanwhile: yes
