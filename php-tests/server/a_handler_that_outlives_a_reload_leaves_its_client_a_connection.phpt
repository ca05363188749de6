--TEST--
Reload: whose handler takes longer than max_wait_time is not answered; a TCP client keeps its connection and is served on it by the next worker, an HTTP client sees it closed
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'max_wait_time' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $tcp = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $tcp->set(['open_http_protocol' => false]);
    $busy = new Swoole\Atomic(0);
    $ended = new Swoole\Atomic(0);
    $server->on('WorkerStop', fn() => $ended->add());
    $server->on('Request', function ($request, $response) use ($busy) {
        $busy->add();
        Co::sleep(60);
        $response->end('too late');
    });
    $tcp->on('Receive', function ($server, $fd, $reactor, $data) use ($busy) {
        if ($data === 'long') {
            $busy->add();
            Co::sleep(60);
        }
        $server->send($fd, "$data by $server->worker_pid");
    });
    $server->addProcess(new Swoole\Process(function () use ($server, $tcp, $name, $busy, $ended) {
        // The end of the server shall not be this process's.
        pcntl_signal(SIGTERM, SIG_IGN);
        Co\run(function () use ($server, $tcp, $name, $busy, $ended) {
            [$stream, $web] = [client($tcp), client($server)];
            array_map(fn($client) => stream_set_timeout($client, 30), [$stream, $web]);
            fwrite($stream, 'long');
            fwrite($web, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            wait_until(fn() => $busy->get() === 2);
            $old = $server->getWorkerPid(0);
            $server->reload();
            wait_until(fn() => $ended->get() === 1 && $server->getWorkerPid(0) !== $old);
            claim("$name, HTTP: no answer, but an end", [(string) @fread($web, 100), feof($web)], ['', true]);
            fwrite($stream, 'short');
            [$what, $pid] = explode(' by ', (string) fread($stream, 100)) + ['', ''];
            claim("$name, TCP: what comes next is answered", $what, 'short');
            claim("$name, TCP: by the next worker", $pid, (string) $server->getWorkerPid(0));
        });
        $server->shutdown();
        sleep(10);
    }));
    $server->start();
    unset($server, $tcp);
}
?>
--EXPECT--
base, HTTP: no answer, but an end: yes
base, TCP: what comes next is answered: yes
base, TCP: by the next worker: yes
process, HTTP: no answer, but an end: yes
process, TCP: what comes next is answered: yes
process, TCP: by the next worker: yes
