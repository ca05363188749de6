--TEST--
dispatch_mode 3: a worker that is busy gets few packets, whoever read them; dispatch_mode 1 counts packets, not clients
--FILE--
<?php
require __DIR__ . '/server.inc';

const CLIENTS = 20;
const PACKETS = 20;

/** How many packets each worker has answered. */
$count = function (int $mode, bool $slow): array {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $answers = [];
    $ready = new Swoole\Atomic(0);
    $server->set(['worker_num' => 4, 'dispatch_mode' => $mode, 'open_eof_split' => true, 'package_eof' => "\n", 'enable_coroutine' => false, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('WorkerStart', fn() => $ready->add());
    $server->on('Receive', function ($server, $fd) use ($slow) {
        if ($slow && $server->worker_id === 2) {
            usleep(20000);
        }
        $server->send($fd, "$server->worker_id\n");
    });
    $pipe = new Swoole\Process(function ($process) use ($server, $ready) {
        $answers = [0, 0, 0, 0];
        Co\run(function () use ($server, $ready, &$answers) {
            wait_until(fn() => $ready->get() === 4);
            $ask = function () use ($server, &$answers) {
                $client = client($server);
                for ($i = 0; $i < PACKETS; $i++) {
                    fwrite($client, "x\n");
                    $answers[(int) fgets($client)]++;
                }
            };
            all(array_fill(0, CLIENTS, $ask));
        });
        file_put_contents($GLOBALS['file'], serialize($answers));
        $server->shutdown();
        sleep(10);
    });
    $server->addProcess($pipe);
    $server->start();
    return unserialize(file_get_contents($GLOBALS['file']));
};
$file = tempnam(sys_get_temp_dir(), 'swirl');
claim('one after the other', $count(1, false), array_fill(0, 4, CLIENTS * PACKETS / 4));
$answers = $count(3, true);
claim('all were answered', array_sum($answers), CLIENTS * PACKETS);
claim('the slow one got less than its share', $answers[2] < CLIENTS * PACKETS / 4);
unlink($file);
?>
--EXPECT--
one after the other: yes
all were answered: yes
the slow one got less than its share: yes
