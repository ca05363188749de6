--TEST--
Clients that keep their connections through ten reloads: each request has its answer, in both modes
--FILE--
<?php
require __DIR__ . '/../server/server.inc';
require __DIR__ . '/../http/bytes.inc';

const RELOADS = 10;
const CLIENTS = 4;

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $reloads = new Swoole\Atomic(0);
    $lost = new Swoole\Atomic(0);
    $server->on('WorkerError', fn () => $lost->add(1000));
    $server->on('AfterReload', fn () => $reloads->add());
    $server->on('Request', function ($request, $response) {
        // Some requests take a while: the worker that ends finishes them.
        if (random_int(0, 50) === 0) {
            Co::sleep(0.005);
        }
        $response->end($request->getContent());
    });
    $server->addProcess(new Swoole\Process(function () use ($server, $name, $reloads, $lost) {
        $asked = 0;
        for ($i = 0; $i < CLIENTS; $i++) {
            go(function () use ($server, $reloads, $lost, &$asked) {
                $connection = null;
                for ($number = 0; $reloads->get() < RELOADS; $number++) {
                    $connection ??= client($server);
                    // One is sent in two parts now and then, so that a reload may fall between them.
                    $cut = $number % 20 === 0 ? random_int(1, 20) : 0;
                    $request = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " . strlen("$number") . "\r\n\r\n$number";
                    fwrite($connection, substr($request, 0, $cut));
                    $cut && Co::sleep(0.001);
                    fwrite($connection, substr($request, $cut));
                    $asked++;
                    [$head, $body] = response($connection);
                    if ($body !== "$number") {
                        $lost->add(1);
                        break;
                    }
                    // A client that is told so asks on another connection.
                    if (stripos($head, "\r\nConnection: close\r\n")) {
                        $connection = null;
                    }
                }
            });
        }
        go(function () use ($server, $reloads, &$asked) {
            for ($i = 0; $i < RELOADS; $i++) {
                wait_until(function () use (&$asked, $i) { return $asked > 20 * ($i + 1); });
                $server->reload();
                wait_until(fn () => $reloads->get() > $i);
            }
        });
        Swoole\Event::wait();
        claim("$name: answered", $asked > 20 * RELOADS);
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
