--TEST--
Random bytes at ports of every protocol, cut anywhere: no worker ends, nothing stays behind, and others are served
--FILE--
<?php
require __DIR__ . '/server.inc';
require __DIR__ . '/certificate.inc';

const ROUNDS = 300;
$folder = certificates('one.example');
$rules = [
    'plain' => [],
    'mark' => ['open_eof_check' => true, 'package_eof' => "\r\n"],
    'split' => ['open_eof_split' => true, 'package_eof' => "\r\n"],
    'length' => ['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 4],
    'function' => ['open_length_check' => true, 'package_length_func' => fn($head) => strlen($head) < 3 ? 0 : ord($head[1]) - 20],
    'mqtt' => ['open_mqtt_protocol' => true],
    'redis' => ['open_redis_protocol' => true],
    'http' => ['open_http_protocol' => true],
    'websocket' => ['open_http_protocol' => true, 'open_websocket_protocol' => true],
];
$server = new Swoole\WebSocket\Server('127.0.0.1', 0, SWOOLE_BASE);
$ports = [];
foreach ($rules as $name => $rule) {
    $ports[$name] = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $ports[$name]->set($rule + ['package_max_length' => 1 << 16]);
    if (!isset($rule['open_http_protocol'])) {
        $ports[$name]->on('Receive', fn($server, $fd, $reactor, $data) => $server->send($fd, $data));
    }
}
$ports['tls'] = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP | SWOOLE_SSL);
$ports['tls']->set(['ssl_cert_file' => "$folder/one.example.pem", 'ssl_key_file' => "$folder/one.example.key"]);
$ports['tls']->on('Receive', fn($server, $fd, $reactor, $data) => $server->send($fd, $data));

/** Bytes that look a little like what the protocol wants. */
function noise(string $name): string
{
    $bytes = random_bytes(random_int(1, 2000));
    $heads = [
        'length' => pack('N', random_int(0, 1 << 17)),
        'mqtt' => chr(random_int(0, 255)) . chr(random_int(128, 255)),
        'redis' => '*' . random_int(-2, 1 << 20) . "\r\n$" . random_int(-2, 1 << 20) . "\r\n",
        'http' => "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " . random_int(-1, 1 << 17) . "\r\n\r\n",
        'websocket' => "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            . "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        'tls' => "\x16\x03\x01" . pack('n', random_int(0, 20000)) . "\x01",
    ];
    return (random_int(0, 3) ? $heads[$name] ?? '' : '') . $bytes . (random_int(0, 1) ? "\r\n" : '');
}

serve($server, ['worker_num' => 1], [
    'Message' => fn($server, $frame) => $server->push($frame->fd, $frame->data, $frame->opcode),
    'Request' => fn($request, $response) => $response->end('served'),
], function ($server) use ($ports) {
    for ($i = 0; $i < ROUNDS; $i++) {
        foreach ($ports as $name => $port) {
            $client = new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP);
            if (!$client->connect('127.0.0.1', $port->port, 5)) {
                echo "$name: no connection\n";
            }
            foreach (str_split(noise($name), random_int(1, 2000)) as $part) {
                @$client->send($part);
            }
            if (random_int(0, 1)) {
                Co::sleep(0.001);
            }
            $client->close();
        }
    }
    wait_until(fn() => $server->stats()['connection_num'] === 0);
    claim('no connection stays behind', count($server->connections), 0);
    $client = client($ports['http']);
    fwrite($client, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    claim('others are served', str_ends_with(stream_get_contents($client), 'served'));
    claim('by the same worker', $server->stats()['abort_count'], 0);
});
?>
--EXPECT--
no connection stays behind: yes
others are served: yes
by the same worker: yes
