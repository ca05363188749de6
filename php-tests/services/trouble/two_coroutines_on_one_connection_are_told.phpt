--TEST--
Two coroutines on one connection: the second gets an error that names both and where each waits, the first gets its answer
--FILE--
<?php
require __DIR__ . '/../services.inc';

/** What the second was told, if it names both coroutines, and where the first one waits and the second one asked. */
function told(Throwable $error): string
{
    for (; $error; $error = $error->getPrevious()) {
        if (preg_match('~(bound to another|executing in) coroutine#(\d+)(, cannot be operated$|, \w+ of the same \w+ in coroutine#(\d+).*\(coroutine#\2 waits in \S+\(\), (\S+) line (\d+)\)$)~', $error->getMessage(), $part)) {
            // cURL's words are Swoole's.
            [, , $holder, , $asker, $file, $line] = $part + [4 => (string) Co::getCid(), __FILE__, 1];
            $both = $holder === $GLOBALS['first'] && $asker === (string) Co::getCid();
            $places = is_file($file) && $line > 0 && is_file($error->getFile()) && $error->getLine() > 0;
            return $both && $places ? 'told' : $error->getMessage();
        }
    }
    return 'no error that names both';
}

function two_on_one(array $client): void
{
    Co\run(function () use ($client) {
        $connection = $client['connect'](0);
        [$result, $told] = all([
            function () use ($client, $connection) {
                $GLOBALS['first'] = (string) Co::getCid();
                try {
                    return $client['wait']($connection, 0);
                } catch (Throwable $error) {
                    return get_class($error) . ': ' . $error->getMessage();
                }
            },
            function () use ($client, $connection) {
                try {
                    return $client['wait']($connection, 1);
                } catch (Throwable $error) {
                    return told($error);
                }
            },
        ]);
        claim($client['name'], [$told, $result], ['told', $client['expect'](0)]);
    });
}

// SOAP's client reads its next answer where the last one broke off. Clients in PHP code have sent the second one's question before
// it is refused, so that the first one may wait for what never comes. Who else is not here has no connection to share.
$names = ['amqp', 'curl_https', 'ftp', 'memcached', 'mysqli', 'pdo_mysql', 'pdo_mysql_socket', 'pdo_pgsql', 'pdo_pgsql_tls', 'pgsql',
    'phpredis', 'ssh2', 'stream_unix'];
foreach ($names as $name) {
    two_on_one(['name' => $name] + require __DIR__ . "/../$name/client.inc");
}

$relay = fn (string $service) => relay('delay:100', (int) (parse_url(service($service), PHP_URL_PORT) ?: service($service)));
$echo = function ($stream, int $n) {
    fwrite($stream, "ECHO hello-$n\r\n");
    return [fgets($stream), fgets($stream)];
};
$answer = fn () => ["$7\r\n", "hello-0\r\n"];
$redis = $relay('REDIS_PORT');
two_on_one(['name' => 'streams over TCP', 'connect' => fn () => stream_socket_client("tcp://127.0.0.1:$redis"), 'wait' => $echo, 'expect' => $answer]);
two_on_one(['name' => 'stream_select', 'connect' => fn () => stream_socket_client("tcp://127.0.0.1:$redis"), 'wait' => function ($stream, int $n) use ($echo) {
    $read = [$stream];
    $none = null;
    fwrite($stream, "PING\r\n");
    return @stream_select($read, $none, $none, 5);
}, 'expect' => fn () => 1]);
two_on_one(['name' => 'streams over TLS', 'connect' => fn () => stream_socket_client('ssl://' . host_and_port('HTTPS_URL'), $errno, $error, 5,
    STREAM_CLIENT_CONNECT, stream_context_create(['ssl' => ['cafile' => service('CA_FILE')]])), 'wait' => function ($stream, int $n) {
        fwrite($stream, "GET /page.php?ms=100&n=$n HTTP/1.1\r\nHost: localhost\r\n\r\n");
        while (trim(fgets($stream)) !== '');
        return fgets($stream);
    }, 'expect' => fn () => "7\r\n"]);

// Swoole's sockets, which ext/sockets hands out in coroutines, say it in Swoole's words; where the first one waits stands below.
$output = run_script(strtr(<<<'PHP'
<?php
Co\run(function () {
    socket_connect($socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP), '127.0.0.1', PORT);
    go(fn () => socket_read($socket, 100));
    socket_read($socket, 100);
});
PHP, ['PORT' => service('REDIS_PORT')]));
claim('ext/sockets', (bool) preg_match('~bound to another coroutine#2, .* in coroutine#1 .*\(5\): socket_read\(.*\[Coroutine-2\] .*\(4\): socket_read\(~s', $output) ?: $output);
?>
--EXPECT--
amqp: yes
curl_https: yes
ftp: yes
memcached: yes
mysqli: yes
pdo_mysql: yes
pdo_mysql_socket: yes
pdo_pgsql: yes
pdo_pgsql_tls: yes
pgsql: yes
phpredis: yes
ssh2: yes
stream_unix: yes
streams over TCP: yes
stream_select: yes
streams over TLS: yes
ext/sockets: yes
