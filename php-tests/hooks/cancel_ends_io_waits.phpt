--TEST--
cancel() ends a wait inside PHP's own functions
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $waits = [
        'fread' => fn () => fread($a, 10),
        'usleep' => fn () => usleep(50000000),
        'file_get_contents' => fn () => @file_get_contents(service('SLOW_URL') . '/?hang=1'),
        'redis' => function () { $redis = new Redis; $redis->connect('127.0.0.1', (int) service('REDIS_PORT')); return $redis->blPop(['swirl:never'], 50); },
        'mysql' => fn () => (new PDO('mysql:host=127.0.0.1;port=' . service('MYSQL_PORT'), 'swirl', 'swirl'))->query('SELECT SLEEP(50)')->fetch(),
    ];
    foreach ($waits as $name => $wait) {
        $ended = false;
        $id = go(function () use ($wait, &$ended) {
            try {
                @$wait();
            } catch (RedisException|PDOException) {
            }
            $ended = true;
        });
        Co::sleep(0.1);
        $start = hrtime(true);
        Co::cancel($id);
        while (!$ended && ms_since($start) < 5000) { Co::sleep(0.001); }
        claim($name, $ended);
    }
});
?>
--EXPECT--
fread: yes
usleep: yes
file_get_contents: yes
redis: yes
mysql: yes
