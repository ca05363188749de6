--TEST--
An exception caught in one coroutine is nothing to the others, and finally runs across waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach (['a', 'b'] as $name) {
        go(function () use ($name) {
            try {
                try {
                    Co::sleep(0.001);
                    throw new Exception("of $name");
                } finally {
                    Co::sleep(0.001);
                    echo "finally $name\n";
                }
            } catch (Exception $e) {
                Co::sleep(0.001);
                echo 'caught ', $e->getMessage(), "\n";
            }
        });
    }
});
?>
--EXPECT--
finally a
finally b
caught of a
caught of b
