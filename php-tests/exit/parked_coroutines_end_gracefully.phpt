--TEST--
When the script ends early, parked coroutines run their finally blocks and destructors
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
class Noisy { public function __destruct() { echo "destroyed\n"; } }
Co\run(function () {
    go(function () {
        $noisy = new Noisy;
        try {
            Co::yield();
        } finally {
            echo "finally\n";
        }
        echo "WRONG\n";
    });
    throw new Exception('the end');
});
PHP);
?>
--EXPECTF--
%AUncaught Exception: the end in %Afinally
destroyed
exit status 255
