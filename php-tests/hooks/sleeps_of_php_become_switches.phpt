--TEST--
usleep(), sleep(), time_nanosleep() and time_sleep_until() let other coroutines run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $ran = 0;
    $stop = false;
    go(function () use (&$ran, &$stop) {
        for (; !$stop; $ran++) {
            Co::sleep(0.001);
        }
    });
    $waits = [
        'usleep' => fn () => usleep(20000),
        'sleep' => fn () => sleep(1),
        'time_nanosleep' => fn () => time_nanosleep(0, 20000000),
        'time_sleep_until' => fn () => time_sleep_until(microtime(true) + 0.02),
    ];
    foreach ($waits as $name => $wait) {
        $before = $ran;
        $start = hrtime(true);
        $result = $wait();
        claim("$name returns what it always does", in_array($result, [null, 0, true], true));
        claim("$name does not end early", ms_since($start) >= ($name === 'sleep' ? 1000 : 19.9));
        claim("others ran during $name", $ran > $before);
    }
    $stop = true;
});
?>
--EXPECT--
usleep returns what it always does: yes
usleep does not end early: yes
others ran during usleep: yes
sleep returns what it always does: yes
sleep does not end early: yes
others ran during sleep: yes
time_nanosleep returns what it always does: yes
time_nanosleep does not end early: yes
others ran during time_nanosleep: yes
time_sleep_until returns what it always does: yes
time_sleep_until does not end early: yes
others ran during time_sleep_until: yes
