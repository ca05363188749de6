--TEST--
A context that someone holds lives on
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $kept = null;
    go(function () use (&$kept) {
        $kept = Co::getContext();
        $kept['x'] = 1;
    });
    claim('kept', $kept['x'], 1);
});
?>
--EXPECT--
kept: yes
