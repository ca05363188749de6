--TEST--
A constructor that fails takes no place in a pool, and who waits gets the chance to try
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $failing = true;
    $pool = new Swoole\ConnectionPool(function () use (&$failing) {
        Co::sleep(0.001);
        return $failing ? throw new Exception('no server') : new stdClass();
    }, 2);
    for ($i = 0; $i < 5; $i++) {
        claim("attempt $i", outcome(fn () => $pool->get(1)), 'Exception: no server');
    }
    $failing = false;
    $first = $pool->get(1);
    $second = $pool->get(1);
    claim('both places are free', $first instanceof stdClass && $second instanceof stdClass && $first !== $second);
    claim('no third one', $pool->get(0.01), false);

    // A connection is broken while others wait, and the server is away: each who waits hears of it in its turn.
    $failing = true;
    $answers = [];
    foreach (['a', 'b'] as $name) {
        go(function () use ($pool, $name, &$answers) {
            $answers[] = "$name " . outcome(fn () => get_class($pool->get(5)));
        });
    }
    claim('put', outcome(fn () => $pool->put(null)), 'Exception: no server');
    wait_until(function () use (&$answers) {
        return count($answers) === 2;
    });
    claim('those who waited', $answers, ['a Exception: no server', 'b Exception: no server']);

    // The server is back: one gets a new connection, the other the one that is given back.
    $answers = [];
    foreach (['c', 'd'] as $name) {
        go(function () use ($pool, $name, &$answers) {
            $answers[] = "$name " . get_class($pool->get(5));
        });
    }
    $failing = false;
    $pool->put($second);
    wait_until(function () use (&$answers) {
        return count($answers) === 2;
    });
    sort($answers);
    claim('both are served', $answers, ['c stdClass', 'd stdClass']);

    // Closed while somebody waits.
    go(function () use ($pool, &$late) {
        $late = $pool->get(5);
    });
    $pool->close();
    wait_until(function () use (&$late) {
        return $late !== null;
    });
    claim('closed while waiting', $late, false);
    $pool->put(new stdClass());
    claim('given back too late', true);
});
?>
--EXPECT--
attempt 0: yes
attempt 1: yes
attempt 2: yes
attempt 3: yes
attempt 4: yes
both places are free: yes
no third one: yes
put: yes
those who waited: yes
both are served: yes
closed while waiting: yes
given back too late: yes
