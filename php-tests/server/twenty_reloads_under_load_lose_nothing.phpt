--TEST--
Clients that never stop sending, through twenty reloads: each request is answered once and in order, in both modes
--FILE--
<?php
require __DIR__ . '/server.inc';

const RELOADS = 20;
const CLIENTS = 4;

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE, 'open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 4]);
    $reloads = new Swoole\Atomic(0);
    $lost = new Swoole\Atomic(0);
    $server->on('WorkerError', fn() => $lost->add(1000));
    $server->on('AfterReload', fn() => $reloads->add());
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        // Some requests take a while: the worker that ends finishes them.
        if (random_int(0, 50) === 0) {
            Co::sleep(0.005);
        }
        $server->send($fd, $data);
    });
    $server->addProcess(new Swoole\Process(function () use ($server, $name, $reloads, $lost) {
        $asked = 0;
        for ($i = 0; $i < CLIENTS; $i++) {
            go(function () use ($server, $reloads, $lost, &$asked) {
                $client = new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP);
                $client->set(['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 4]);
                $client->connect('127.0.0.1', $server->port, 5);
                for ($number = 0; $reloads->get() < RELOADS; $number++) {
                    // Parts of a request come apart, so that a reload may fall between them.
                    $text = "$number:" . str_repeat('x', random_int(0, 3000));
                    $packet = pack('N', strlen($text)) . $text;
                    $cut = random_int(1, strlen($packet) - 1);
                    $client->send(substr($packet, 0, $cut));
                    if ($number % 20 === 0) {
                        Co::sleep(0.001);
                    }
                    $client->send(substr($packet, $cut));
                    $asked++;
                    if ($client->recv(10) !== $packet) {
                        $lost->add(1);
                        break;
                    }
                }
            });
        }
        go(function () use ($server, $reloads, &$asked) {
            for ($i = 0; $i < RELOADS; $i++) {
                // Some requests between one reload and the next.
                wait_until(function () use (&$asked, $i) { return $asked > 10 * ($i + 1); });
                $server->reload();
                wait_until(fn() => $reloads->get() > $i);
            }
        });
        Swoole\Event::wait();
        claim("$name: answered", $asked > 10 * RELOADS);
        claim("$name: lost", $lost->get(), 0);
        $server->shutdown();
        sleep(10);
    }));
    $server->start();
    unset($server);
}
?>
--EXPECT--
base: answered: yes
base: lost: yes
process: answered: yes
process: lost: yes
