--TEST--
A file that waits while it is included belongs to its coroutine
--FILE--
<?php
require __DIR__ . '/../include.inc';

$file = tempnam(sys_get_temp_dir(), 'swirl') . '.php';
file_put_contents($file, '<?php Co::sleep(0.001); echo "included for $name\n"; Co::sleep(0.001); return $name;');
Co\run(function () use ($file) {
    foreach (['a', 'b'] as $name) {
        go(function () use ($file, $name) {
            claim("$name back", include $file, $name);
        });
    }
});
unlink($file);
?>
--EXPECT--
included for a
included for b
a back: yes
b back: yes
