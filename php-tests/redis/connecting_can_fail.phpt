--TEST--
Connecting can fail, and says why; a Unix socket and a password work
--FILE--
<?php
require __DIR__ . '/redis.inc';

use Swoole\Coroutine\Redis;

claim('outside of coroutines', outcome(fn () => (new Redis)->connect('127.0.0.1', 1)), 'Swoole\Error: API must be called in the coroutine');
Co\run(function () {
    $redis = new Redis;
    $got = $redis->get('x');
    claim('no host', $got, false);
    $got = $redis->connect('127.0.0.1', 0);
    claim('port', $got, false);

    $closed = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) explode(':', stream_socket_get_name($closed, false))[1];
    fclose($closed);
    claim('refused', [$redis->connect('127.0.0.1', $port), $redis->errType, $redis->errCode, $redis->connected], [false, SWOOLE_REDIS_ERR_IO, SOCKET_ECONNREFUSED, false]);
    claim('and later', [$redis->get('x'), $redis->errType, $redis->errCode], [false, SWOOLE_REDIS_ERR_CLOSED, SOCKET_ECONNREFUSED]);

    claim('a Unix socket', [$redis->connect('unix:' . service('REDIS_SOCKET')), $redis->echo('hello')], [true, 'hello']);
    claim('a name', [$redis->connect('localhost', (int) service('REDIS_PORT')), $redis->echo('hello'), $redis->sock > 0], [true, 'hello', true]);

    claim('a wrong password', [$redis->auth('nonsense'), $redis->errType, $redis->getAuth()], [false, SWOOLE_REDIS_ERR_OTHER, false]);
    $redis = new Redis(['password' => 'nonsense']);
    claim('a wrong password of the options', [$redis->connect('127.0.0.1', (int) service('REDIS_PORT')), $redis->connected], [false, false]);

    $user = 'u' . getmypid();
    $admin = redis();
    $admin->acl('SETUSER', $user, 'on', '>secret', '~*', '+@all');
    claim('a user and a password', $admin->request(['AUTH', $user, 'secret']));
    $admin->acl('DELUSER', $user);
});
?>
--EXPECTF--
outside of coroutines: yes

Warning: Swoole\Coroutine\Redis::get(): The host is empty in %s on line %d
no host: yes

Warning: Swoole\Coroutine\Redis::connect(): The port 0 is invalid in %s on line %d
port: yes
refused: yes
and later: yes
a Unix socket: yes
a name: yes
a wrong password: yes
a wrong password of the options: yes
a user and a password: yes
