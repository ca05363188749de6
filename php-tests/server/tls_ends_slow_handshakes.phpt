--TEST--
A client that never makes the handshake of TLS is turned away, and holds nobody up
--FILE--
<?php
require __DIR__ . '/server.inc';
require __DIR__ . '/certificate.inc';

$folder = certificates('one.example');
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_TCP | SWOOLE_SSL);
serve($server, ['ssl_cert_file' => "$folder/one.example.pem", 'ssl_key_file' => "$folder/one.example.key"], [
    'Receive' => fn($server, $fd, $reactor, $data) => $server->send($fd, $data),
], function ($server) use ($folder) {
    $start = hrtime(true);
    $silent = client($server);
    $slow = client($server);
    fwrite($slow, "\x16\x03");
    $client = tls_client($server, $folder, 'one.example');
    fwrite($client, 'x');
    claim('another is served meanwhile', fread($client, 1), 'x');
    stream_set_timeout($silent, 60);
    stream_set_timeout($slow, 60);
    claim('who says nothing is turned away', stream_get_contents($silent), '');
    claim('who stops amid it, too', stream_get_contents($slow), '');
    claim('after ten seconds', ms_since($start) > 9990);
    fwrite($client, 'y');
    claim('who made it in time is still there', fread($client, 1), 'y');
});
?>
--EXPECT--
another is served meanwhile: yes
who says nothing is turned away: yes
who stops amid it, too: yes
after ten seconds: yes
who made it in time is still there: yes
