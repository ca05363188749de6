--TEST--
A server serves the sockets that were handed over to its process, of all kinds; ports give their socket
--FILE--
<?php
require __DIR__ . '/server.inc';

$path = sys_get_temp_dir() . '/swirl-systemd-' . getmypid();
// They must have numbers in a row: what was free below is taken.
$filled = array_map(fn() => fopen('/dev/null', 'r'), range(1, 20));
$sockets = [];
foreach (['tcp' => 'tcp://127.0.0.1:0', 'udp' => 'udp://127.0.0.1:0', 'unix' => "unix://$path"] as $kind => $address) {
    $flags = $kind === 'udp' ? STREAM_SERVER_BIND : STREAM_SERVER_BIND | STREAM_SERVER_LISTEN;
    $sockets[$kind] = stream_socket_server($address, $errno, $error, $flags);
}
// Where the first of them is: what a descriptor refers to is a link with its inode.
$inode = fstat($sockets['tcp'])['ino'];
foreach (scandir('/proc/self/fd') as $fd) {
    if (@readlink("/proc/self/fd/$fd") === "socket:[$inode]") {
        putenv("LISTEN_FDS_START=$fd");
    }
}
putenv('LISTEN_FDS=' . count($sockets));
putenv('LISTEN_PID=1');
claim('not those of another process', str_contains(outcome(fn() => new Swoole\Server('SYSTEMD', 0)), 'failed to add systemd socket'));
putenv('LISTEN_PID=' . getmypid());
$server = new Swoole\Server('SYSTEMD', 0);
claim('their kinds', array_map(fn($port) => $port->type, $server->ports), [SWOOLE_SOCK_TCP, SWOOLE_SOCK_UDP, SWOOLE_SOCK_UNIX_STREAM]);
foreach (array_keys($sockets) as $index => $kind) {
    $port = $server->ports[$index];
    socket_getsockname($port->getSocket(), $host, $number);
    claim("$kind: where it listens", [$port->host, $port->port], [$host, $number ?? 0]);
    $number = null;
}
serve($server, [], [
    'Receive' => fn($server, $fd, $reactor, $data) => $server->send($fd, strtoupper($data)),
    'Packet' => fn($server, $data, $from) => $server->sendto($from['address'], $from['port'], strtoupper($data)),
], function ($server) {
    foreach ([0, 2] as $index) {
        $client = client($server->ports[$index]);
        fwrite($client, 'abc');
        claim("served at port $index", read_all($client, 3), 'ABC');
    }
    $client = stream_socket_client('udp://127.0.0.1:' . $server->ports[1]->port);
    fwrite($client, 'abc');
    claim('served at port 1', fread($client, 3), 'ABC');
});
unlink($path);
?>
--EXPECT--
not those of another process: yes
their kinds: yes
tcp: where it listens: yes
udp: where it listens: yes
unix: where it listens: yes
served at port 0: yes
served at port 2: yes
served at port 1: yes
