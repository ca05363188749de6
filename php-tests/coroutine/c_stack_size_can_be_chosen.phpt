--TEST--
Co::set(['c_stack_size' => ...]) chooses the size of new stacks
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co::set(['c_stack_size' => 512 * 1024]);
Co\run(function () {
    claim('as chosen', Co::stats()['c_stack_size'], 512 * 1024);
});
?>
--EXPECT--
as chosen: yes
