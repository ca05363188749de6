--TEST--
Clients that verify take a certificate of a known authority for the host that they asked for, and no other; their errors say so
--FILE--
<?php
require __DIR__ . '/../include.inc';

const VERIFY_FAILED = SWOOLE_ERROR_SSL_VERIFY_FAILED;

/** Ways to connect to a port with options; each gives true, or the error's number. */
function clients(): array
{
    $plain = fn (string $class) => function (string $host, int $port, array $options) use ($class) {
        $client = new $class(SWOOLE_SOCK_TCP | SWOOLE_SSL);
        $client->set($options);
        return @$client->connect($host, $port, 5) ?: $client->errCode;
    };
    return [
        'Coroutine\Client' => $plain(Swoole\Coroutine\Client::class),
        'Client' => $plain(Swoole\Client::class),
        'Coroutine\Socket' => function (string $host, int $port, array $options) {
            $socket = new Swoole\Coroutine\Socket(AF_INET, SOCK_STREAM, 0);
            $socket->setProtocol(['open_ssl' => true] + $options);
            return $socket->connect($host, $port, 5) ?: $socket->errCode;
        },
        'Coroutine\Http\Client' => function (string $host, int $port, array $options) {
            $client = new Swoole\Coroutine\Http\Client($host, $port, true);
            $client->set($options + ['timeout' => 5]);
            return $client->get('/') ?: $client->errCode;
        },
    ];
}

Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () {
    $good = parse_url(service('HTTPS_URL'))['port'];
    $bad = parse_url(service('BAD_HTTPS_URL'))['port'];
    $verified = ['ssl_verify_peer' => true, 'ssl_cafile' => service('CA_FILE')];
    foreach (clients() as $name => $connect) {
        claim("$name: by address", $connect('127.0.0.1', $good, $verified));
        claim('by name', $connect('localhost', $good, $verified));
        claim('under the name that was asked for', $connect('127.0.0.1', $good, $verified + ['ssl_host_name' => 'localhost']));
        claim('another name', $connect('127.0.0.1', $good, $verified + ['ssl_host_name' => 'example.org']), VERIFY_FAILED);
        claim('an end of a name', $connect('127.0.0.1', $good, $verified + ['ssl_host_name' => 'host']), VERIFY_FAILED);
        claim('an authority that is not known', $connect('127.0.0.1', $good, ['ssl_verify_peer' => true]), VERIFY_FAILED);
        claim('of nobody', $connect('127.0.0.1', $bad, $verified), VERIFY_FAILED);
        claim('of nobody, but not verified', $connect('127.0.0.1', $bad, ['ssl_verify_peer' => false]));
    }
});
?>
--EXPECT--
Coroutine\Client: by address: yes
by name: yes
under the name that was asked for: yes
another name: yes
an end of a name: yes
an authority that is not known: yes
of nobody: yes
of nobody, but not verified: yes
Client: by address: yes
by name: yes
under the name that was asked for: yes
another name: yes
an end of a name: yes
an authority that is not known: yes
of nobody: yes
of nobody, but not verified: yes
Coroutine\Socket: by address: yes
by name: yes
under the name that was asked for: yes
another name: yes
an end of a name: yes
an authority that is not known: yes
of nobody: yes
of nobody, but not verified: yes
Coroutine\Http\Client: by address: yes
by name: yes
under the name that was asked for: yes
another name: yes
an end of a name: yes
an authority that is not known: yes
of nobody: yes
of nobody, but not verified: yes
