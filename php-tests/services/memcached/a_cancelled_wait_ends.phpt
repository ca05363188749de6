--TEST--
memcached: a cancelled wait ends, and the next coroutine has its own connection
--FILE--
<?php
require __DIR__ . '/../services.inc';

$client = require __DIR__ . '/client.inc';
Co\run(function () use ($client) {
    foreach (['get' => fn ($memcached) => $memcached->get('swirl:1'), 'getMulti' => fn ($memcached) => $memcached->getMulti(['swirl:1', 'swirl:2'])] as $name => $wait) {
        $memcached = $client['connect'](1);
        $result = 'nothing';
        $id = go(function () use ($wait, $memcached, &$result) { $result = $wait($memcached); });
        Co::sleep(0.02);
        claim("$name waits", $result, 'nothing');
        Co::cancel($id);
        wait_until(fn () => $result !== 'nothing');
        claim("$name has ended without a value", !$result);
        $memcached = $client['connect'](1);
        claim("$name again", (bool) $wait($memcached));
    }
});
?>
--EXPECT--
get waits: yes
get has ended without a value: yes
get again: yes
getMulti waits: yes
getMulti has ended without a value: yes
getMulti again: yes
