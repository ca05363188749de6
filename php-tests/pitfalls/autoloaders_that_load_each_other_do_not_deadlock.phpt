--TEST--
Two loaders that each need the other's class in the middle of their own do not wait for ever
--FILE--
<?php
require __DIR__ . '/../include.inc';

spl_autoload_register(function (string $class) {
    Co::sleep(0.002);
    $other = $class === 'A' ? 'B' : 'A';
    class_exists($other);
    if (!class_exists($class, false)) {
        eval("class $class {}");
    }
});
Co\run(function () {
    all([fn () => class_exists('A'), fn () => class_exists('B')]);
    claim('both are there', class_exists('A', false) && class_exists('B', false));
});
?>
--EXPECT--
both are there: yes
