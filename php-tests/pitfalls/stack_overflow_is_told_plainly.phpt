--TEST--
Endless recursion through C frames ends with a message, never with a bare crash
--FILE--
<?php
require __DIR__ . '/../include.inc';

$output = run_script(<<<'PHP'
<?php
function recurse($n) { return array_map('recurse', [$n + 1]); }
Co\run(function () {
    go(function () {
        try {
            recurse(0);
        } catch (Error $e) {
            echo get_class($e), ': ', $e->getMessage(), "\n";
        }
    });
    echo "survived\n";
});
PHP, 'memory_limit=-1');
// PHP 8.3 and later throw; earlier ones end, but with a message that names the coroutine.
claim('a message', PHP_VERSION_ID >= 80300
    ? str_contains($output, 'Maximum call stack size') && str_contains($output, "survived\nexit status 0\n")
    : (bool) preg_match('/Fatal error.*coroutine.*\b2\b.*stack/is', $output) && str_ends_with($output, "exit status 255\n"));
?>
--EXPECT--
a message: yes
