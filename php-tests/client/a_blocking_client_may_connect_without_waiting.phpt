--TEST--
sock_flag 1: connect() does not wait; whoever needs the connection finds out whether it is there
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Client;
use Swoole\Event;

swoole_async_set(['enable_coroutine' => false]);
$server = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) explode(':', stream_socket_get_name($server, false))[1];

$client = new Client(SWOOLE_SOCK_TCP);
claim('begins', [$client->connect('127.0.0.1', $port, 1, 1), $client->errCode], [true, SOCKET_EINPROGRESS]);
Event::add($client, null, function (Client $client) {
    claim('can be written to', $client->send('hi'), 2);
    Event::del($client);
}, SWOOLE_EVENT_WRITE);
Event::wait();
claim('arrived', fread(stream_socket_accept($server), 2), 'hi');

$socket = $client->getSocket();
claim('an object of ext-sockets', [get_class($socket), $client->getSocket() === $socket], ['Socket', true]);
socket_getpeername($socket, $address, $its);
claim('of the same connection', $its, $port);
$client->close();

fclose($server);
$late = new Client(SWOOLE_SOCK_TCP);
claim('begins, too', $late->connect('127.0.0.1', $port, 1, 1));
$r = $e = [];
$w = [$late];
swoole_select($r, $w, $e, 1);
claim('but is refused', [@$late->send('hi'), $late->errCode], [false, SWOOLE_ERROR_CLIENT_NO_CONNECTION]);
?>
--EXPECT--
begins: yes
can be written to: yes
arrived: yes
an object of ext-sockets: yes
of the same connection: yes
begins, too: yes
but is refused: yes
