--TEST--
A hundred thousand clients come, ask and go: each is answered, and neither memory nor descriptors stay behind
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

const CYCLES = 100000;
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
$state = fn() => [count(scandir('/proc/self/fd')), memory_get_usage(), (int) preg_replace('/.*RssAnon:\s+(\d+).*/s', '$1', file_get_contents('/proc/self/status'))];
$server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE, 'open_tcp_nodelay' => true]);
$server->on('Receive', fn($server, $fd, $reactor, $data) => $server->send($fd, $data === 'state' ? json_encode([$server->worker_id, $state()]) : $data));
$server->addProcess(new Swoole\Process(function () use ($server) {
    $ask = function (string $what) use ($server) {
        $client = new Swoole\Client(SWOOLE_SOCK_TCP);
        $client->connect('127.0.0.1', $server->port, 10);
        // A reset leaves no socket in TIME_WAIT: there are not as many ports as clients.
        socket_set_option($client->getSocket(), SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
        $client->send($what);
        $answer = $client->recv();
        $client->close();
        return $answer;
    };
    $states = function () use ($ask) {
        $found = [];
        while (count($found) < 2) {
            [$worker, $state] = json_decode($ask('state'), true);
            $found[$worker] = $state;
        }
        ksort($found);
        return $found;
    };
    for ($i = 0; $i < 1000; $i++) {
        $ask('warm up');
    }
    $before = $states();
    $answered = 0;
    for ($i = 0; $i < CYCLES; $i++) {
        $answered += $ask("x$i") === "x$i";
    }
    claim('all were answered', $answered, CYCLES);
    foreach ($states() as $worker => [$descriptors, $heap, $resident]) {
        claim("worker $worker: descriptors", $descriptors <= $before[$worker][0] + 1);
        claim("worker $worker: PHP's memory", $heap - $before[$worker][1] < 65536 ? true : $heap - $before[$worker][1]);
        claim("worker $worker: memory", $resident - $before[$worker][2] < 4096 ? true : $resident - $before[$worker][2]);
    }
    $server->shutdown();
    sleep(10);
}));
$server->start();
?>
--EXPECT--
all were answered: yes
worker 0: descriptors: yes
worker 0: PHP's memory: yes
worker 0: memory: yes
worker 1: descriptors: yes
worker 1: PHP's memory: yes
worker 1: memory: yes
