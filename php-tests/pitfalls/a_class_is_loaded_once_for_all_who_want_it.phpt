--TEST--
Coroutines that want a class whose autoloader waits get it from one run of the loader
--FILE--
<?php
require __DIR__ . '/../include.inc';

spl_autoload_register(function (string $class) {
    echo "loading $class\n";
    Co::sleep(0.002);
    if ($class === 'Late') {
        eval('class Late { public static function hello() { return "hello"; } }');
    }
    echo "loaded $class\n";
});
Co\run(function () {
    $results = all([
        fn () => outcome(fn () => Late::hello()),
        fn () => outcome(fn () => Late::hello()),
        fn () => outcome(fn () => (new Late)->hello()),
        fn () => outcome(fn () => Missing::hello()),
        fn () => outcome(fn () => class_exists('Missing')),
    ]);
    echo implode("\n", $results), "\n";
});
?>
--EXPECT--
loading Late
loading Missing
loaded Late
loaded Missing
'hello'
'hello'
'hello'
Error: Class "Missing" not found
false
