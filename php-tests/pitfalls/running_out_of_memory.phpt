--TEST--
Running out of memory_limit in a coroutine is PHP's own fatal error
--ENV--
USE_TRACKED_ALLOC=1
--FILE--
<?php
require __DIR__ . '/../include.inc';

$output = run_script(<<<'PHP'
<?php
register_shutdown_function(function () { echo "\nshutdown: ", error_get_last()['message'], "\n"; });
Co\run(function () {
    go(function () { Co::yield(); });
    go(function () {
        Co::sleep(0.001);
        $all = [];
        while (true) { $all[] = str_repeat('x', 1000); }
    });
    Co::sleep(10);
    echo "WRONG\n";
});
PHP, 'memory_limit=16M');
claim('one message', (bool) preg_match('/Fatal error: Allowed memory size of 16777216 bytes exhausted/', $output));
claim('the shutdown function ran', (bool) preg_match('/shutdown: Allowed memory size of 16777216/', $output));
claim('the status', str_ends_with($output, "exit status 255\n"));
claim('nothing went on', !str_contains($output, 'WRONG'));
?>
--EXPECT--
one message: yes
the shutdown function ran: yes
the status: yes
nothing went on: yes
