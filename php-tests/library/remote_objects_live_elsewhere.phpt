--TEST--
RemoteObject: objects and functions of another process, by name; what goes wrong there is thrown here; lists of names limit it
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;
use Swoole\RemoteObject;
use Swoole\RemoteObject\Client;
use Swoole\RemoteObject\Server;

/** Runs $use in a coroutine while a server with these options runs in another process. */
function with_server(array $options, callable $use): void
{
    $path = sys_get_temp_dir() . '/swirl-remote-' . getmypid() . '.sock';
    $child = new Process(function (Process $me) use ($path, $options) {
        ob_start();
        $options += ['socket_type' => SWOOLE_SOCK_UNIX_STREAM, 'log_file' => '/dev/null', 'enable_coroutine' => false];
        (new Server($path, 0, $options))->start();
        ob_end_clean();
    });
    $child->start();
    Co\run(function () use ($path, $use, $options) {
        $client = new Client("unix:/$path", 0, array_intersect_key($options, ['api_key' => 1]));
        wait_until(fn () => $client->ping());
        $use($client, $path);
    });
    Process::kill($child->pid, SIGTERM);
    Process::wait();
    @unlink($path);
}

with_server([], function (Client $client) {
    claim('another process', $client->call('getmypid') !== getmypid());
    claim('values', $client->call('array_sum', [1, 2, 3]), 6);
    $list = $client->create('ArrayObject', ['a' => 1]);
    claim('an object', $list instanceof RemoteObject);
    $list['b'] = [2];
    claim('offsets', [$list['b'], isset($list['a']), isset($list['c']), count($list)], [[2], true, false, 2]);
    unset($list['a']);
    claim('methods', $list->getArrayCopy(), ['b' => [2]]);
    $iterator = $list->getIterator();
    claim('objects that it makes', [$iterator instanceof RemoteObject, iterator_to_array($iterator)], [true, ['b' => [2]]]);
    claim('as arguments', $client->call('iterator_count', $list), 1);
    $error = $client->create('ErrorException', 'oh', 7);
    claim('text', str_contains((string) $error, 'oh'));
    $any = $client->create('stdClass');
    $any->x = 'y';
    claim('properties', $any->x, 'y');
    claim('a method that is not there', outcome(fn () => $list->nothing()), 'Swoole\RemoteObject\Exception: Server Error: method[ArrayObject::nothing] not found');
    claim('what is thrown there', outcome(fn () => $client->create('DateTime', 'never')) !== '');
    $id = $list->getObjectId();
    unset($list);
    claim('is let go of', outcome(fn () => $client->execute('/to_string', ['object' => $id])), "Swoole\RemoteObject\Exception: Server Error: object[#$id] not found");
});

with_server(['api_key' => 'k', 'allowed_classes' => ['ArrayObject'], 'allowed_functions' => ['strrev']], function (Client $client, string $path) {
    claim('allowed', [$client->call('strrev', 'ab'), count($client->create('\ArrayObject'))], ['ba', 0]);
    claim('functions', outcome(fn () => $client->call('getmypid')), 'Swoole\RemoteObject\Exception: Server Error: function[getmypid] not allowed');
    claim('classes', outcome(fn () => $client->create('stdClass')), 'Swoole\RemoteObject\Exception: Server Error: class[stdClass] not allowed');
    claim('strangers', (new Client("unix:/$path", 0))->ping(), false);
});
?>
--EXPECT--
another process: yes
values: yes
an object: yes
offsets: yes
methods: yes
objects that it makes: yes
as arguments: yes
text: yes
properties: yes
a method that is not there: yes
what is thrown there: yes
is let go of: yes
allowed: yes
functions: yes
classes: yes
strangers: yes
