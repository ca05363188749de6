--TEST--
exit() in one coroutine: one message, finally blocks and destructors of the parked, the shutdown function, the status
--FILE--
<?php
require __DIR__ . '/../include.inc';

$output = run_script(<<<'PHP'
<?php
class Noisy { public function __construct(private string $name) {} public function __destruct() { echo "$this->name destroyed\n"; } }
register_shutdown_function(function () { echo "shutdown\n"; });
Co\run(function () {
    go(function () {
        try {
            exit(7);
        } catch (Swoole\ExitException $e) {
            echo 'caught ', $e->getStatus(), "\n";
        }
    });
    go(function () {
        $parked = new Noisy('parked');
        try { Co::yield(); } finally { echo "finally\n"; }
    });
    go(function () {
        $own = new Noisy('own');
        Co::sleep(0.001);
        exit(3);
    });
    Co::sleep(10);
    echo "WRONG\n";
});
echo "WRONG\n";
PHP);
claim('caught', str_starts_with($output, "caught 7\n"));
claim('the message', substr_count($output, 'Uncaught Swoole\ExitException: swoole exit in '), 1);
foreach (['own destroyed', 'parked destroyed', 'finally', 'shutdown'] as $text) {
    claim($text, substr_count($output, "$text\n"), 1);
}
claim('nothing went on', !str_contains($output, 'WRONG'));
claim('the status', str_ends_with($output, "\nexit status 3\n"));
?>
--EXPECT--
caught: yes
the message: yes
own destroyed: yes
parked destroyed: yes
finally: yes
shutdown: yes
nothing went on: yes
the status: yes
