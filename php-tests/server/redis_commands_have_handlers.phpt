--TEST--
Swoole\Redis\Server: handlers answer commands of a Redis client; the kinds of answers
--FILE--
<?php
require __DIR__ . '/server.inc';

use Swoole\Redis\Server;

$values = new ArrayObject();
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
$reply = fn(int $fd, int $type, mixed $value = null) => $server->send($fd, Server::format($type, $value));
$server->setHandler('SET', function ($fd, $args) use ($values, $reply) {
    $values[$args[0]] = $args[1];
    $reply($fd, Server::STATUS);
});
$server->setHandler('get', fn($fd, $args) => isset($values[$args[0]]) ? $reply($fd, Server::STRING, $values[$args[0]]) : $reply($fd, Server::NIL));
$server->setHandler('strLen', fn($fd, $args) => $reply($fd, Server::INT, strlen($values[$args[0]] ?? '')));
$server->setHandler('fail', fn($fd) => $reply($fd, Server::ERROR, 'ERR no'));
$server->setHandler('keys', fn($fd) => $reply($fd, Server::SET, array_keys($values->getArrayCopy())));
claim('a handler is kept', $server->getHandler('FAIL') instanceof Closure);
claim('another is not there', $server->getHandler('other'), null);

$large = random_bytes(1000000);
serve($server, ['package_max_length' => 2 << 20], [], function ($server) use ($large) {
    $redis = new Swoole\Coroutine\Redis();
    $redis->connect('127.0.0.1', $server->port);
    claim('a status', $redis->set('a', $large), true);
    claim('a string', $redis->get('a') === $large);
    claim('nothing', $redis->get('b'), null);
    claim('a number', $redis->strlen('a'), 1000000);
    claim('a list', $redis->keys('*'), ['a']);
    claim('an error', [$redis->request(['fail']), $redis->errMsg], [false, 'ERR no']);
    claim('a command that is not known', [$redis->request(['nothing']), $redis->errMsg], [false, "ERR unknown command 'nothing'"]);
    $client = client($server);
    fwrite($client, "*1\r\n$-5\r\n");
    claim('what is no command ends the connection', stream_get_contents($client), '');
});

echo Server::format(Server::MAP, ['a' => 1, 'b' => ['x', null, true], 'c' => ['k' => 'v'], 7 => 1.5]);
foreach ([[Server::INT], [Server::STRING], [Server::SET, 'x'], [99, 1]] as $args) {
    echo outcome(fn() => Server::format(...$args)), "\n";
}
?>
--EXPECT--
a handler is kept: yes
another is not there: yes
a status: yes
a string: yes
nothing: yes
a number: yes
a list: yes
an error: yes
a command that is not known: yes
what is no command ends the connection: yes
*8
$1
a
:1
$1
b
*3
$1
x
$-1
:1
$1
c
*2
$1
k
$1
v
$1
7
$3
1.5
Swoole\Exception: require more parameters
Swoole\Exception: require more parameters
Swoole\Exception: the second parameter should be an array
Swoole\Exception: Unknown type[99]
