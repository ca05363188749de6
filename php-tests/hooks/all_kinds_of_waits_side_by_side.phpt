--TEST--
HTTP, Redis, MySQL and sleeps overlap with each other
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $start = hrtime(true);
    all([
        fn () => file_get_contents(service('SLOW_URL') . '/?ms=400'),
        function () { $redis = new Redis; $redis->connect('127.0.0.1', (int) service('REDIS_PORT')); return $redis->blPop(['swirl:none'], 1); },
        fn () => (new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . service('MYSQL_PORT'), 'swirl', 'swirl'))->query('SELECT SLEEP(0.4)')->fetch(),
        fn () => usleep(400000),
        fn () => Co::sleep(0.4),
    ]);
    // One after the other these take at least 2.6 s.
    claim('overlap', ms_since($start) < 2400);
});
?>
--EXPECT--
overlap: yes
