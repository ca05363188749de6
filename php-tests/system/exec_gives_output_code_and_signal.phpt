--TEST--
exec() gives a command's output, exit code and signal
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

Co\run(function () {
    claim('output and code', System::exec('echo out; exit 3'), ['code' => 3, 'signal' => 0, 'output' => "out\n"]);
    claim('errors among it', System::exec('echo out; echo err >&2', true), ['code' => 0, 'signal' => 0, 'output' => "out\nerr\n"]);
    claim('a signal', System::exec('kill -9 $$'), ['code' => 0, 'signal' => 9, 'output' => '']);
    claim('no such command', System::exec('/no/such 2>/dev/null')['code'], 127);
    claim('a long output', strlen(Co::exec('head -c 1000000 /dev/zero')['output']), 1000000);
    claim('a zero byte', outcome(fn () => System::exec("a\0b")), 'ValueError: Swoole\Coroutine\System::exec(): Argument #1 ($command) must not contain any null bytes');
});
?>
--EXPECT--
output and code: yes
errors among it: yes
a signal: yes
no such command: yes
a long output: yes
a zero byte: yes
