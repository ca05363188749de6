--TEST--
Ids of nobody are nobody, in every method
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach ([999, PHP_INT_MAX, PHP_INT_MIN] as $id) {
        claim("$id", [Co::exists($id), Co::getPcid($id), Co::getContext($id), Co::getBackTrace($id), Co::getElapsed($id), Co::getStackUsage($id), Co::cancel($id), Co::join([$id])],
            [false, false, null, false, -1, false, false, false]);
    }
    claim('join of text', Co::join(['a', null, []]), false);
});
?>
--EXPECT--
999: yes
9223372036854775807: yes
-9223372036854775808: yes
join of text: yes
