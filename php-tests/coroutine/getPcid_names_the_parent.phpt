--TEST--
getPcid() gives the parent's id, -1 at the top, false for what does not exist
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('outside', Co::getPcid(), false);
Co\run(function () {
    claim('at the top', Co::getPcid(), -1);
    $child = go(function () {
        claim('in a child', Co::getPcid(), 1);
        go(function () {
            claim('in a grandchild', Co::getPcid(), 2);
        });
        Co::yield();
    });
    claim('of another, by id', Co::getPcid($child), 1);
    claim('of nobody', Co::getPcid(999), false);
    Co::resume($child);
    claim('of an ended one', Co::getPcid($child), false);
});
?>
--EXPECT--
outside: yes
at the top: yes
in a child: yes
in a grandchild: yes
of another, by id: yes
of nobody: yes
of an ended one: yes
