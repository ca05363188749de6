--TEST--
Two coroutines that wait to read from one socket get a clear error, which names both
--FILE--
<?php
require __DIR__ . '/../include.inc';

$output = run_script(<<<'PHP'
<?php
Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use ($a) { fread($a, 10); });
    go(function () use ($a) { fread($a, 10); });
    fwrite($b, 'x');
});
PHP);
claim('it names both', str_contains($output, 'has already been bound to another coroutine#2, reading of the same socket in coroutine#3 at the same time is not allowed'));
?>
--EXPECT--
it names both: yes
