--TEST--
Async\Client refuses what its buffer has no room for, tells when it is full and when it is empty; exit in a callback ends the script quietly
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script('<?php require ' . var_export(__DIR__ . '/../include.inc', true) . ';' . <<<'PHP'

use Swoole\Async\Client;

Co::set(['log_level' => SWOOLE_LOG_NONE]);
ini_set('swoole.display_errors', '0');
$server = new Swoole\Coroutine\Socket(AF_INET, SOCK_STREAM, 0);
$server->bind('127.0.0.1');
$server->listen();
$go = new Swoole\Coroutine\Channel(1);
go(function () use ($server, $go) {
    $peer = $server->accept();
    $go->pop();
    while (strlen((string) $peer->recv()) > 0) {
    }
});

$client = new Client(SWOOLE_SOCK_TCP);
$client->set(['socket_buffer_size' => 1 << 20]);
$told = [];
$client->on('connect', function (Client $client) use (&$told, $go) {
    claim('larger than the buffer', [$client->send(str_repeat('x', (1 << 20) + 1)), $client->errCode], [false, 1201]);
    for ($sent = 0; $client->send(str_repeat('x', 8192)); $sent += 8192) {
    }
    claim('refused', [$client->errCode, $sent > 1 << 20], [SWOOLE_ERROR_OUTPUT_BUFFER_OVERFLOW, true]);
    claim('was told before', $told, ['full']);
    $go->push(true);
});
$client->on('receive', fn () => claim('nothing comes', false));
$client->on('close', fn () => claim('not closed', false));
$client->on('error', fn () => claim('no error', false));
$client->on('bufferFull', function () use (&$told) { $told[] = 'full'; });
$client->on('bufferEmpty', function (Client $client) use (&$told) {
    $told[] = 'empty';
    claim('and then', $told, ['full', 'empty']);
    exit("bye\n");
});
$client->connect('127.0.0.1', $server->getsockname()['port']);
Swoole\Event::wait();
PHP);
?>
--EXPECT--
larger than the buffer: yes
refused: yes
was told before: yes
and then: yes
bye
exit status 0
