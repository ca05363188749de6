--TEST--
with redirection the pipe is the child's standard input and output
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function () {
    echo 'you said: ', fgets(STDIN);
    fwrite(STDERR, "and that was an error\n");
}, true);
$child->start();
$child->write("hello\n");
Process::wait();
claim('output and errors', $child->read(), "you said: hello\nand that was an error\n");
?>
--EXPECT--
output and errors: yes
