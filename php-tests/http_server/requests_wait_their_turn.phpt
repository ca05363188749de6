--TEST--
max_concurrency sends away who comes on top, worker_max_concurrency lets them wait; requests that end make room
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine;
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Http\Client;
use Swoole\Http\Server;

function ask(Server $server): int
{
    $client = new Client('127.0.0.1', $server->port);
    $client->get('/');
    return $client->statusCode;
}

foreach (['max_concurrency' => [200, 200, 503, 503], 'worker_max_concurrency' => [200, 200, 200, 200]] as $setting => $expected) {
    [$running, $most] = [0, 0];
    $go = null;
    $server = new Server('127.0.0.1', 0, SWOOLE_BASE);
    serve($server, ['worker_num' => 1, $setting => 2], ['Request' => function ($request, $response) use (&$running, &$most, &$go) {
        $most = max($most, ++$running);
        $go->pop();
        $running--;
        $response->end('done');
    }], function ($server) use (&$running, &$go, &$most, $expected, $setting) {
        $go = new Channel(8);
        $statuses = [];
        $wait = new Coroutine\WaitGroup;
        for ($i = 0; $i < 4; $i++) {
            $wait->add();
            Coroutine::create(function () use ($server, $i, &$statuses, $wait) {
                $statuses[$i] = ask($server);
                $wait->done();
            });
        }
        wait_until(fn () => $running === 2 && $server->stats()['concurrency'] + count($statuses) === 4);
        for ($i = 0; $i < 4; $i++) {
            $go->push(true);
        }
        $wait->wait();
        sort($statuses);
        claim("$setting: answers", $statuses, $expected);
        claim("$setting: at a time", $most, 2);
        claim("$setting: nobody is left", $server->stats()['concurrency'], 0);
        while ($go->length() === 0) {
            $go->push(true);
        }
        claim("$setting: again", ask($server), 200);
    });
}
?>
--EXPECT--
max_concurrency: answers: yes
max_concurrency: at a time: yes
max_concurrency: nobody is left: yes
max_concurrency: again: yes
worker_max_concurrency: answers: yes
worker_max_concurrency: at a time: yes
worker_max_concurrency: nobody is left: yes
worker_max_concurrency: again: yes
