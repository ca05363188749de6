--TEST--
Datagrams come with their sender's address and are answered, over UDP and unix sockets
--FILE--
<?php
require __DIR__ . '/server.inc';

$path = sys_get_temp_dir() . '/swirl-test-' . getmypid();
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_UDP);
$stream = $server->listen("$path.stream", 0, SWOOLE_SOCK_UNIX_STREAM);
$stream->on('Receive', fn($server, $fd, $reactor, $data) => $server->send($fd, "stream $data"));
$datagrams = $server->listen("$path.datagram", 0, SWOOLE_SOCK_UNIX_DGRAM);
serve($server, [], [
    'Packet' => function ($server, $data, $client) {
        if (isset($client['port'])) {
            $server->sendto($client['address'], $client['port'], "udp $data");
        } else {
            $server->send($client['address'], "datagram $data");
        }
    },
], function ($server) use ($stream, $path) {
    $udp = stream_socket_client("udp://127.0.0.1:$server->port");
    fwrite($udp, 'a');
    claim('UDP', fread($udp, 100), 'udp a');
    $client = client($stream);
    fwrite($client, 'b');
    claim('a unix stream', fread($client, 100), 'stream b');
    $socket = socket_create(AF_UNIX, SOCK_DGRAM, 0);
    socket_bind($socket, "$path.client");
    socket_sendto($socket, 'c', 1, 0, "$path.datagram");
    socket_recv($socket, $data, 100, 0);
    claim('a unix datagram', $data, 'datagram c');
    unlink("$path.client");
});
array_map('unlink', glob("$path.*"));
?>
--EXPECT--
UDP: yes
a unix stream: yes
a unix datagram: yes
