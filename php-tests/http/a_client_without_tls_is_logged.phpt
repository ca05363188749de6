--TEST--
Coroutine\Http\Server with TLS: a client that speaks something else is sent away, which the log tells; the next one is served
--FILE--
<?php
require __DIR__ . '/http.inc';
require __DIR__ . '/../server/certificate.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Http\Server;

$folder = certificates('localhost');
$log = "$folder/log";
Co::set(['log_file' => $log]);
Co\run(function () use ($folder, $log) {
    $server = new Server('127.0.0.1', 0, true);
    $server->set(['ssl_cert_file' => "$folder/localhost.pem", 'ssl_key_file' => "$folder/localhost.key"]);
    $server->handle('/', fn ($request, $response) => $response->end('served'));
    go(fn () => $server->start());
    $connection = connect($server->port);
    fwrite($connection, "hello world, this is no handshake\r\n\r\n");
    $name = stream_socket_get_name($connection, false);
    // An alert may come, and then the end.
    stream_get_contents($connection);
    wait_until(fn () => str_contains((string) file_get_contents($log), 'bad SSL client'));
    $expected = '/WARNING\s+Socket::ssl_accept\(\): bad SSL client\[' . preg_quote($name) . '\], reason=\d+, error_string=\S/';
    claim('the log tells', preg_match($expected, file_get_contents($log)), 1);
    $client = new Client('127.0.0.1', $server->port, true);
    $client->set(['ssl_cafile' => "$folder/ca.pem", 'ssl_host_name' => 'localhost', 'timeout' => 10]);
    claim('the next one', [$client->get('/'), $client->body], [true, 'served']);
    $client->close();
    $server->shutdown();
});
?>
--EXPECT--
the log tells: yes
the next one: yes
