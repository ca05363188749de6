--TEST--
TLS at a port: what is large goes both ways, files too; onConnect comes after the handshake, and plain text gets nowhere
--FILE--
<?php
require __DIR__ . '/server.inc';
require __DIR__ . '/certificate.inc';

$folder = certificates('one.example');
$large = random_bytes(3000000);
file_put_contents("$folder/large", $large);

foreach ([SWOOLE_BASE => 'base', SWOOLE_PROCESS => 'process'] as $mode => $name) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $events = new Swoole\Atomic(0);
    serve($server, [
        'worker_num' => 1,
        'ssl_cert_file' => "$folder/one.example.pem",
        'ssl_key_file' => "$folder/one.example.key",
        'open_length_check' => true,
        'package_length_type' => 'N',
        'package_body_offset' => 4,
        'package_max_length' => 4 << 20,
    ], [
        'Connect' => fn() => $events->add(1),
        'Close' => fn() => $events->add(1000),
        'Receive' => function ($server, $fd, $reactor, $data) use ($folder) {
            if (substr($data, 4) === 'file') {
                $server->sendfile($fd, "$folder/large");
            } else {
                $server->send($fd, substr($data, 4));
            }
        },
    ], function ($server) use ($name, $large, $folder, $events) {
        $plain = client($server);
        fwrite($plain, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        $answer = stream_get_contents($plain);
        claim("$name: plain text is not answered in plain text", !str_contains($answer, 'HTTP'), true);
        claim("$name: and nobody was told of it", $events->get(), 0);
        $client = tls_client($server, $folder, 'one.example');
        fwrite($client, pack('N', strlen($large)) . $large);
        claim("$name: echoed", read_all($client, strlen($large)) === $large);
        fwrite($client, pack('N', 4) . 'file');
        claim("$name: a file", read_all($client, strlen($large)) === $large);
        claim("$name: one has connected", $events->get(), 1);
        fclose($client);
        wait_until(fn() => $events->get() === 1001);
        claim("$name: a name that is not in the certificate", tls_client($server, $folder, 'two.example'), null);
    });
    unset($server);
}
?>
--EXPECT--
base: plain text is not answered in plain text: yes
base: and nobody was told of it: yes
base: echoed: yes
base: a file: yes
base: one has connected: yes
base: a name that is not in the certificate: yes
process: plain text is not answered in plain text: yes
process: and nobody was told of it: yes
process: echoed: yes
process: a file: yes
process: one has connected: yes
process: a name that is not in the certificate: yes
