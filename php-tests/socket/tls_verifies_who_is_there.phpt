--TEST--
a server with TLS: a client that trusts its authority reads, one that asks for another name is refused
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Socket;

$key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
$request = openssl_csr_new(['commonName' => 'localhost'], $key, ['digest_alg' => 'sha256']);
$certificate = openssl_csr_sign($request, null, $key, 2, ['digest_alg' => 'sha256']);
$files = [tempnam(sys_get_temp_dir(), 'crt'), tempnam(sys_get_temp_dir(), 'key')];
openssl_x509_export_to_file($certificate, $files[0]);
openssl_pkey_export_to_file($key, $files[1]);

Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () use ($files) {
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    $server->setProtocol(['open_ssl' => true, 'ssl_cert_file' => $files[0], 'ssl_key_file' => $files[1]]);
    $port = $server->getsockname()['port'];
    go(function () use ($server) {
        for ($i = 0; $i < 4; $i++) {
            $peer = $server->accept();
            if ($peer->sslHandshake()) {
                $peer->sendAll(str_repeat('secret', 100000));
            }
            $peer->close();
        }
    });
    $try = function (array $options) use ($port) {
        $client = new Socket(AF_INET, SOCK_STREAM, 0);
        $client->setProtocol(['open_ssl' => true] + $options);
        return $client->connect('localhost', $port) ? strlen($client->recvAll(600000)) : $client->errCode;
    };
    claim('not verified', $try([]), 600000);
    claim('verified', $try(['ssl_verify_peer' => true, 'ssl_allow_self_signed' => true, 'ssl_host_name' => 'localhost']), 600000);
    claim('not trusted', $try(['ssl_verify_peer' => true]), SWOOLE_ERROR_SSL_VERIFY_FAILED);
    claim('another name', $try(['ssl_verify_peer' => true, 'ssl_allow_self_signed' => true, 'ssl_host_name' => 'example.org']), SWOOLE_ERROR_SSL_VERIFY_FAILED);
});
array_map('unlink', $files);
?>
--EXPECT--
not verified: yes
verified: yes
not trusted: yes
another name: yes
