--TEST--
worker_max_concurrency lets requests wait, max_concurrency sends away those on top with 503
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach (['worker_max_concurrency', 'max_concurrency'] as $limit) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, $limit => 2, 'log_level' => SWOOLE_LOG_NONE]);
    [$now, $most] = [0, 0];
    $server->on('request', function ($request, $response) use (&$now, &$most) {
        $most = max($most, ++$now);
        Co::sleep(0.05);
        $now--;
        $response->end((string) $most);
    });
    $server->addProcess(new Swoole\Process(function () use ($server, $limit) {
        $got = [];
        Co\run(function () use ($server, &$got) {
            $ask = function () use ($server, &$got) {
                $client = new Swoole\Coroutine\Http\Client('127.0.0.1', $server->port);
                $client->get('/');
                $got[] = $client->statusCode . ' ' . $client->body;
            };
            for ($i = 0; $i < 10; $i++) {
                go($ask);
            }
        });
        $answered = count(preg_grep('/^200 [12]$/', $got));
        if ($limit === 'max_concurrency') {
            // How many come while two are answered is up to the clock; ten at once are too many.
            claim("$limit: some are answered", $answered >= 1);
            claim("$limit: others are sent away", count(preg_grep('/^503 /', $got)) >= 1);
        } else {
            claim("$limit: never more than two at a time", $answered, 10);
        }
        $server->shutdown();
        sleep(10);
    }));
    $server->start();
}
?>
--EXPECT--
worker_max_concurrency: never more than two at a time: yes
max_concurrency: some are answered: yes
max_concurrency: others are sent away: yes
