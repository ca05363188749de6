--TEST--
A port with TLS and without its files does not serve in plain text: the script ends
--FILE--
<?php
require __DIR__ . '/server.inc';

$script = fn(string $settings) => run_script(<<<PHP
    <?php
    \$server = new Swoole\\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    \$server->on('Receive', fn() => null);
    \$server->on('WorkerStart', fn() => print("serving\n"));
    \$server->set(['log_level' => SWOOLE_LOG_NONE, $settings]);
    \$server->start();
    PHP);
$said = fn(string $settings) => preg_match('/Fatal error: +(.*?) in /', $script($settings), $found) ? $found[1] : $script($settings);
echo $said(''), "\n";
echo $said("'ssl_cert_file' => '/nowhere.pem'"), "\n";
echo $said("'ssl_cert_file' => '/dev/null', 'ssl_key_file' => '/dev/null'"), "\n";
?>
--EXPECT--
Swoole\Server::set(): ssl_init() failed
Swoole\Server::set(): ssl cert file[/nowhere.pem] not found
Swoole\Server::set(): ssl_init() failed
