--TEST--
A value goes to the one who still waits, not to one who gave up
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    go(function () use ($channel) {
        claim('the impatient', $channel->pop(0.005), false);
    });
    go(function () use ($channel) {
        claim('the patient', $channel->pop(), 'late');
    });
    Co::sleep(0.02);
    $channel->push('late');
});
?>
--EXPECT--
the impatient: yes
the patient: yes
