--TEST--
With swirl.hooks=Off nothing is hooked, and coroutines work all the same
--INI--
swirl.hooks=Off
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $ran = false;
    go(function () use (&$ran) { Co::sleep(0.001); $ran = true; });
    usleep(30000);
    claim('usleep blocks', $ran, false);
    Co::sleep(0.002);
    claim('Co::sleep does not', $ran, true);
});
?>
--EXPECT--
usleep blocks: yes
Co::sleep does not: yes
