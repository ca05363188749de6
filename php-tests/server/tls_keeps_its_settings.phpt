--TEST--
The settings of TLS: a certificate for each name, versions, certificates of clients, application protocols
--FILE--
<?php
require __DIR__ . '/server.inc';
require __DIR__ . '/certificate.inc';

$folder = certificates('one.example', 'two.example', 'client');
$files = fn($name) => ['ssl_cert_file' => "$folder/$name.pem", 'ssl_key_file' => "$folder/$name.key"];
$server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_TCP | SWOOLE_SSL);
$names = $server;
$versions = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP | SWOOLE_SSL);
$versions->set($files('one.example') + ['ssl_protocols' => SWOOLE_SSL_TLSv1_2, 'open_http_protocol' => true]);
$clients = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP | SWOOLE_SSL);
$clients->set($files('one.example') + [
    'ssl_verify_peer' => true,
    'ssl_client_cert_file' => "$folder/ca.pem",
    'ssl_verify_depth' => 5,
    'open_http_protocol' => true,
]);

function ask($client): string
{
    if (!$client) {
        return 'no handshake';
    }
    fwrite($client, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    $answer = @stream_get_contents($client);
    return $answer === '' ? 'turned away' : substr($answer, strpos($answer, "\r\n\r\n") + 4);
}

serve($server, $files('one.example') + ['ssl_sni_certs' => ['*.example' => $files('two.example')]], [
    'Request' => function ($request, $response) use ($server) {
        $shown = $server->getClientInfo($request->fd)['ssl_client_cert'] ?? null;
        $response->end($shown ? openssl_x509_parse($shown)['subject']['CN'] : 'served');
    },
], function () use ($folder, $names, $versions, $clients) {
    $client = tls_client($names, $folder, 'two.example');
    claim('another name has another certificate', ask($client), 'served');
    claim('whose name is not the first', tls_client($names, $folder, 'one.example'), null);
    $first = ['peer_name' => 'one.example', 'SNI_enabled' => false];
    claim('who names nobody gets the first', ask(tls_client($names, $folder, 'one.example', $first)), 'served');

    $options = ['crypto_method' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT];
    claim('a version that is not spoken', ask(tls_client($versions, $folder, 'one.example', $options)), 'no handshake');
    $client = tls_client($versions, $folder, 'one.example', ['alpn_protocols' => 'spdy,http/1.1']);
    $crypto = stream_get_meta_data($client)['crypto'];
    claim('the version that is', $crypto['protocol'], 'TLSv1.2');
    claim('the application protocol', $crypto['alpn_protocol'], 'http/1.1');
    claim('works', ask($client), 'served');

    $mine = ['local_cert' => "$folder/client.pem", 'local_pk' => "$folder/client.key"];
    claim('with a certificate', ask(tls_client($clients, $folder, 'one.example', $mine)), 'client');
    $without = ask(tls_client($clients, $folder, 'one.example'));
    claim('without one', in_array($without, ['no handshake', 'turned away'], true));
});
?>
--EXPECT--
another name has another certificate: yes
whose name is not the first: yes
who names nobody gets the first: yes
a version that is not spoken: yes
the version that is: yes
the application protocol: yes
works: yes
with a certificate: yes
without one: yes
