--TEST--
When every coroutine waits for what can never come, one report names each of them and what it waits for
--FILE--
<?php
require __DIR__ . '/../include.inc';

$output = run_script(<<<'PHP'
<?php
function wait_for_ever(chan $channel) { $channel->pop(); }
Co\run(function () {
    $channel = new chan(1);
    go(function () use ($channel) {
        try {
            wait_for_ever($channel);
        } finally {
            echo "finally\n";
        }
    });
    Co::yield();
    echo "WRONG\n";
});
echo "after run\n";
PHP);
claim('the head', str_contains($output, 'all coroutines (count: 2) are asleep - deadlock!'));
claim('one report', substr_count($output, 'deadlock'), 1);
claim('what it waits for', (bool) preg_match('/Channel::pop, channel #\d+, 0 of 1 items, no sender/', $output));
claim('since when', (bool) preg_match('/no sender, since 0\.\d+ s/', $output));
claim('the function that waits', str_contains($output, 'wait_for_ever('));
claim('both by id', (bool) preg_match('/Coroutine.?1\b/i', $output) && (bool) preg_match('/Coroutine.?2\b/i', $output));
claim('ended gracefully', str_contains($output, "finally\n"));
claim('nothing went on', !str_contains($output, 'WRONG'));
claim('the script goes on', str_contains($output, "after run\n"));
?>
--EXPECT--
the head: yes
one report: yes
what it waits for: yes
since when: yes
the function that waits: yes
both by id: yes
ended gracefully: yes
nothing went on: yes
the script goes on: yes
