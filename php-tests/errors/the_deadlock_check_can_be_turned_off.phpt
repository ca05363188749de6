--TEST--
With enable_deadlock_check off nothing is printed
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
Co::set(['enable_deadlock_check' => false]);
Co\run(function () { Co::yield(); });
echo "done\n";
PHP);
?>
--EXPECT--
done
exit status 0
