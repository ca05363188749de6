--TEST--
getCid() and getuid() tell which coroutine runs, and -1 outside
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('outside', [Co::getCid(), Co::getuid()], [-1, -1]);
Co\run(function () {
    claim('inside', Co::getCid(), 1);
    $id = go(function () {
        claim('in the child', [Co::getCid(), Co::getuid()], [2, 2]);
        Co::sleep(0.001);
        claim('after a wait', Co::getCid(), 2);
    });
    claim('back in the parent', Co::getCid(), 1);
});
claim('outside again', Co::getCid(), -1);
?>
--EXPECT--
outside: yes
inside: yes
in the child: yes
back in the parent: yes
after a wait: yes
outside again: yes
