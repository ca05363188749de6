--TEST--
Workers that send each other more than there is room for, before either reads, do not wait for each other for ever
--FILE--
<?php
require __DIR__ . '/server.inc';

const MESSAGES = 30;
const SIZE = 500_000;

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $bytes = new Swoole\Atomic\Long(0);
    $server->on('Receive', fn() => null);
    $server->on('WorkerStart', function ($server, $id) {
        for ($i = 0; $i < MESSAGES; $i++) {
            $server->sendMessage(str_repeat(chr(65 + $i), SIZE), 1 - $id);
        }
    });
    $server->on('PipeMessage', function ($server, $from, $data) use ($bytes, $name) {
        static $next = 0;
        if ($data !== str_repeat(chr(65 + $next++), SIZE)) {
            claim("$name: whole and in order", substr($data, 0, 10), chr(64 + $next));
        }
        if ($bytes->add(strlen($data)) === 2 * MESSAGES * SIZE) {
            $server->shutdown();
        }
    });
    $server->start();
    claim("$name: all has come", $bytes->get(), 2 * MESSAGES * SIZE);
    unset($server);
}
?>
--EXPECT--
base: all has come: yes
process: all has come: yes
