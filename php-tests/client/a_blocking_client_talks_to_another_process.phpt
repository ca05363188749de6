--TEST--
Client waits for a server in another process, and lets coroutines run inside of them
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Client;
use Swoole\Coroutine\Socket;
use Swoole\Process;

$listening = new Process(function (Process $child) {
    Co\run(function () use ($child) {
        $server = new Socket(AF_INET, SOCK_STREAM, 0);
        $server->bind('127.0.0.1');
        $server->listen();
        $child->write((string) $server->getsockname()['port']);
        while (($peer = $server->accept(10))) {
            go(function () use ($peer, $server) {
                while ($data = $peer->recv()) {
                    if ($data === 'end') {
                        $server->close();
                        break;
                    }
                    $peer->sendAll($data);
                }
            });
        }
    });
});
$listening->start();
$port = (int) $listening->read();

$client = new Client(SWOOLE_SOCK_TCP);
claim('connected', $client->connect('127.0.0.1', $port, 2));
claim('sent', $client->send('hello'), 5);
claim('received', $client->recv(), 'hello');
claim('the peer', $client->getpeername(), ['port' => $port, 'host' => '127.0.0.1']);
claim('nothing', [@$client->recv(10, Client::MSG_DONTWAIT), $client->errCode], [false, SOCKET_EAGAIN]);
claim('select', @swoole_client_select($read, $write, $except, 0), false);
$client->send('abc');
[$read, $write, $except] = [['key' => $client], [], []];
claim('ready', [swoole_client_select($read, $write, $except, 1), array_keys($read)], [1, ['key']]);
claim('closed', [$client->close(), $client->isConnected()], [true, false]);

$kept = new Client(SWOOLE_SOCK_TCP | SWOOLE_KEEP);
$kept->connect('127.0.0.1', $port, 2);
$descriptor = $kept->sock;
$kept->close();
$again = new Client(SWOOLE_SOCK_TCP | SWOOLE_KEEP);
claim('kept', [$again->connect('127.0.0.1', $port, 2), $again->reuse, $again->reuseCount, $again->sock], [true, true, 1, $descriptor]);
$again->send('x');
claim('still works', $again->recv(), 'x');
$again->close(true);

Co\run(function () use ($port) {
    $order = [];
    go(function () use ($port, &$order) {
        $client = new Client(SWOOLE_SOCK_TCP);
        $client->set(['open_length_check' => true, 'package_length_type' => 'n', 'package_body_offset' => 2]);
        $client->connect('127.0.0.1', $port, 2);
        $client->send(pack('n', 2) . 'ab' . pack('n', 1) . 'c');
        $order[] = [$client->recv(), $client->recv()];
        $client->send('end');
    });
    $order[] = 'meanwhile';
    wait_until(function () use (&$order) { return count($order) === 2; });
    claim('in a coroutine', $order, ['meanwhile', ["\0\2ab", "\0\1c"]]);
});
Process::wait();
claim('refused', [@$client->connect('127.0.0.1', $port), $client->errCode], [false, SOCKET_ECONNREFUSED]);
?>
--EXPECT--
connected: yes
sent: yes
received: yes
the peer: yes
nothing: yes
select: yes
ready: yes
closed: yes
kept: yes
still works: yes
in a coroutine: yes
refused: yes
