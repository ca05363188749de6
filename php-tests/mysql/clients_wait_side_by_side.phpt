--TEST--
Clients wait side by side; a timeout, a cancel and close() end a wait; two coroutines on one connection are told
--FILE--
<?php
require __DIR__ . '/mysql.inc';

Co\run(function () {
    $start = hrtime(true);
    $results = all(array_fill(0, 10, fn () => mysql()->query('SELECT SLEEP(0.2) s')[0]['s']));
    claim('all have slept', $results, array_fill(0, 10, '0'));
    claim('side by side', ms_since($start) < 1900);

    $db = mysql();
    claim('a timeout', [$db->query('SELECT SLEEP(20)', 0.05), $db->errno, $db->connected], [false, SWOOLE_MYSQLND_CR_SERVER_GONE_ERROR, false]);
    claim('a new connection', [$db->connect(), $db->query('SELECT 1 n')], [true, [['n' => '1']]]);

    $results = all([
        'first' => fn () => $db->query('SELECT SLEEP(0.1) s'),
        'second' => fn () => outcome(fn () => $db->query('SELECT 2')),
    ]);
    claim('the first has its answer', $results['first'], [['s' => '0']]);
    claim('the second is told', (bool) preg_match('~^Swoole.Error: Socket#\d+ has already been bound to another coroutine#\d+, reading of the same socket in coroutine#\d+~', $results['second']));

    $results = all([
        'waits' => fn () => [$db->query('SELECT SLEEP(20)'), $db->errno, $db->connected],
        'closes' => function () use ($db) { Co::sleep(0.01); return $db->close(); },
    ]);
    claim('closed meanwhile', $results, ['waits' => [false, SWOOLE_MYSQLND_CR_SERVER_GONE_ERROR, false], 'closes' => true]);

    $db->connect();
    $cid = Co\go(function () use ($db, &$cancelled) { $cancelled = [$db->query('SELECT SLEEP(20)'), $db->connected]; });
    claim('cancelled', [Co::cancel($cid), $cancelled], [true, [false, false]]);
});
?>
--EXPECT--
all have slept: yes
side by side: yes
a timeout: yes
a new connection: yes
the first has its answer: yes
the second is told: yes
closed meanwhile: yes
cancelled: yes
