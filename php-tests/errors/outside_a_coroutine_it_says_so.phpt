--TEST--
What needs a coroutine says so outside of one
--FILE--
<?php
require __DIR__ . '/../include.inc';

$calls = [
    'Co::yield()', 'Co::suspend()', 'Co::sleep(1)', 'Co::defer(function () {})', 'defer(function () {})', 'Co::join([1])',
    'Co::isCanceled()', 'Co::setTimeLimit(1)', '(new chan)->push(1)', '(new chan)->pop()',
];
foreach ($calls as $call) {
    $output = run_script("<?php $call; echo 'WRONG';");
    claim($call, str_contains($output, 'Uncaught Swoole\Error: API must be called in the coroutine') && str_ends_with($output, "exit status 255\n"));
}
?>
--EXPECT--
Co::yield(): yes
Co::suspend(): yes
Co::sleep(1): yes
Co::defer(function () {}): yes
defer(function () {}): yes
Co::join([1]): yes
Co::isCanceled(): yes
Co::setTimeLimit(1): yes
(new chan)->push(1): yes
(new chan)->pop(): yes
