--TEST--
A server echoes, in every mode and with any number of workers
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    foreach ([1, 2] as $workers) {
        $server = new Swoole\Server('127.0.0.1', 0, $mode);
        serve($server, ['worker_num' => $workers], [
            'Receive' => fn($server, $fd, $reactor, $data) => $server->send($fd, strrev($data)),
        ], function ($server) use ($name, $workers) {
            $client = client($server);
            fwrite($client, 'olleh');
            claim("$name, $workers: an answer", read_all($client, 5), 'hello');
            fwrite($client, '321');
            claim("$name, $workers: another", read_all($client, 3), '123');
        });
        unset($server);
    }
}
?>
--EXPECT--
base, 1: an answer: yes
base, 1: another: yes
base, 2: an answer: yes
base, 2: another: yes
process, 1: an answer: yes
process, 1: another: yes
process, 2: an answer: yes
process, 2: another: yes
