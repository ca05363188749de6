--TEST--
ssh2: while one coroutine waits for SFTP, no other one uses or ends its session; the error names both
--FILE--
<?php
require __DIR__ . '/../services.inc';

$client = require __DIR__ . '/client.inc';
Co\run(function () use ($client) {
    [$session, $sftp] = $connection = $client['connect'](0);
    $ended = new Co\Channel(1);
    $holder = go(fn () => $ended->push($client['wait']($connection, 7)));
    $me = Co::getCid();
    $refused = "bound to another coroutine#$holder, use of the same connection in coroutine#$me at the same time";
    foreach ([
        'ssh2_disconnect' => fn () => ssh2_disconnect($session),
        'ssh2_exec' => fn () => ssh2_exec($session, 'true'),
        'ssh2_sftp' => fn () => ssh2_sftp($session),
        'ssh2_sftp_unlink' => fn () => ssh2_sftp_unlink($sftp, '/tmp/none'),
    ] as $name => $disturb) {
        claim($name, str_contains($outcome = outcome($disturb), $refused) ?: $outcome);
    }
    claim('who waits gets its answer', $ended->pop(), $client['expect'](7));
    claim('the session goes on', $client['wait']($connection, 8), $client['expect'](8));
    claim('and ends', ssh2_disconnect($session));
});
?>
--EXPECT--
ssh2_disconnect: yes
ssh2_exec: yes
ssh2_sftp: yes
ssh2_sftp_unlink: yes
who waits gets its answer: yes
the session goes on: yes
and ends: yes
