--TEST--
TLS may begin on a connection that stands: for the host that was asked for, and with nothing of what was said in clear
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/../server/certificate.inc';

/** A server that answers one line in clear with "go on" and more, then goes on by TLS, and says back what it hears. */
function server(array $certificate, string $more = ''): int
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    go(function () use ($server, $certificate, $more) {
        $peer = stream_socket_accept($server, 10);
        // What follows the line may be TLS's.
        stream_set_read_buffer($peer, 0);
        fread($peer, 100);
        fwrite($peer, "go on\r\n$more");
        stream_context_set_option($peer, ['ssl' => $certificate]);
        if (@stream_socket_enable_crypto($peer, true, STREAM_CRYPTO_METHOD_TLS_SERVER)) {
            while (($heard = fread($peer, 8192)) !== '' && $heard !== false) { fwrite($peer, $heard); }
        }
    });
    return (int) explode(':', stream_socket_get_name($server, false))[1];
}

/** Why the last call of a client failed. */
function reason($client): int
{
    return $client instanceof Swoole\Client ? swoole_last_error() : $client->errCode;
}

/** A client of a class that has talked in clear. */
function talked(string $class, string $host, int $port, array $settings = [])
{
    $client = new $class(SWOOLE_SOCK_TCP);
    $client->set($settings + ['timeout' => 10, 'open_eof_check' => true, 'package_eof' => "\r\n"]);
    $client->connect($host, $port, 5);
    $client->send("TLS, please\r\n");
    $client->recv() === "go on\r\n" || throw new Exception('no line');
    return $client;
}

$folder = certificates('localhost');
$certificate = ['local_cert' => "$folder/localhost.pem", 'local_pk' => "$folder/localhost.key"];
Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () use ($folder, $certificate) {
    $verified = ['ssl_verify_peer' => true, 'ssl_cafile' => "$folder/ca.pem"];
    foreach ([Swoole\Coroutine\Client::class, Swoole\Client::class] as $class) {
        echo "$class\n";
        $client = talked($class, 'localhost', server($certificate), $verified);
        claim('in clear there is no certificate', [@$client->getPeerCert(), @$client->verifyPeerCert()], [false, false]);
        claim('goes on by TLS', [$client->enableSSL(), $client->send("hello\r\n"), $client->recv()], [true, 7, "hello\r\n"]);
        claim('the certificate', openssl_x509_parse($client->getPeerCert())['subject']['CN'], 'localhost');
        claim('verified', $client->verifyPeerCert());
        claim('not twice', @$client->enableSSL(), false);
        $client->close();
        claim('not without a connection', @$client->enableSSL(), false);

        $client = talked($class, '127.0.0.1', server($certificate), $verified);
        claim('another host', [@$client->enableSSL(), reason($client)], [false, SWOOLE_ERROR_SSL_VERIFY_FAILED]);
        $client = talked($class, '127.0.0.1', server($certificate), $verified + ['ssl_host_name' => 'localhost']);
        claim('which was meant', $client->enableSSL());
        $client = talked($class, 'localhost', server($certificate), ['ssl_cafile' => "$folder/ca.pem"]);
        claim('may be verified later', [$client->enableSSL(), $client->verifyPeerCert()], [true, true]);
        $client = talked($class, '127.0.0.1', server($certificate), ['ssl_cafile' => "$folder/ca.pem"]);
        claim('or be found to be another', [$client->enableSSL(), @$client->verifyPeerCert()], [true, false]);

        $client = talked($class, 'localhost', server($certificate, "believe me\r\n"), $verified);
        // Both lines came together.
        claim('lines in clear', [@$client->enableSSL(), reason($client)], [false, SWOOLE_ERROR_SSL_BAD_PROTOCOL]);
        claim('nothing goes out any more', [@$client->send('a secret'), (string) @$client->recv()], [false, '']);
    }
});
?>
--EXPECT--
Swoole\Coroutine\Client
in clear there is no certificate: yes
goes on by TLS: yes
the certificate: yes
verified: yes
not twice: yes
not without a connection: yes
another host: yes
which was meant: yes
may be verified later: yes
or be found to be another: yes
lines in clear: yes
nothing goes out any more: yes
Swoole\Client
in clear there is no certificate: yes
goes on by TLS: yes
the certificate: yes
verified: yes
not twice: yes
not without a connection: yes
another host: yes
which was meant: yes
may be verified later: yes
or be found to be another: yes
lines in clear: yes
nothing goes out any more: yes
