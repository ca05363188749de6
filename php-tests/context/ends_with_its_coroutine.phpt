--TEST--
A context and what is in it are freed when the coroutine ends, after its deferred callbacks
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Noisy { public function __destruct() { echo "freed\n"; } }
Co\run(function () {
    go(function () {
        Co::getContext()['noisy'] = new Noisy;
        defer(function () { claim('in defer', isset(Co::getContext()['noisy'])); });
        echo "ends\n";
    });
    echo "ended\n";
});
?>
--EXPECT--
ends
in defer: yes
freed
ended
