--TEST--
A client that never stops asking is answered in every reload: nothing is lost, nothing comes twice
--FILE--
<?php
require __DIR__ . '/server.inc';

// The client must outlive the workers, so it is a process of its own.
foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE, 'open_eof_split' => true, 'package_eof' => "\n"]);
    $server->on('Receive', fn($server, $fd, $reactor, $data) => $server->send($fd, $server->worker_pid . ' ' . $data));
    $server->addProcess(new Swoole\Process(function () use ($server, $name) {
        $client = client($server);
        stream_set_timeout($client, 10);
        $served = [];
        $answers = 0;
        for ($number = 0; count($served) < 6 && $number < 100_000; $number++) {
            fwrite($client, "$number\n");
            $line = fgets($client);
            if ($line === false) {
                break;
            }
            [$pid, $echoed] = explode(' ', $line);
            $answers += (int) $echoed === $number;
            $served[$pid] = true;
            // One that is going on makes another one wait for nothing: then the next request asks again.
            $number % 20 === 0 && $server->reload();
        }
        claim("$name: each request has its answer", $answers, $number);
        claim("$name: by six workers, one after the other", count($served), 6);
        $server->shutdown();
        sleep(10);
    }));
    $server->start();
    unset($server);
}
?>
--EXPECT--
base: each request has its answer: yes
base: by six workers, one after the other: yes
process: each request has its answer: yes
process: by six workers, one after the other: yes
