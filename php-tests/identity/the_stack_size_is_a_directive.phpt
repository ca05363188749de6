--TEST--
swirl.stack_size in php.ini is the size of new stacks
--INI--
swirl.stack_size=1048576
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    claim('as set', Co::stats()['c_stack_size'], 1048576);
});
?>
--EXPECT--
as set: yes
