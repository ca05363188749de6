--TEST--
On a crash signal the extension prints what each coroutine was doing
--FILE--
<?php
require __DIR__ . '/../include.inc';

$output = run_script(<<<'PHP'
<?php
function waits() { Co::sleep(10); }
function crashes() { posix_kill(getmypid(), SIGSEGV); }
Co\run(function () {
    go(fn () => waits());
    go(fn () => crashes());
});
PHP);
claim('it names the signal', (bool) preg_match('/SIGSEGV|signal 11|segmentation/i', $output));
claim('the one that waits', (bool) preg_match('/#2\b.*sleep.*waits\(/i', $output));
claim('the one that runs', (bool) preg_match('/#3\b.*crashes\(/i', $output));
claim('the process ends', !str_ends_with($output, "exit status 0\n"));
?>
--EXPECT--
it names the signal: yes
the one that waits: yes
the one that runs: yes
the process ends: yes
