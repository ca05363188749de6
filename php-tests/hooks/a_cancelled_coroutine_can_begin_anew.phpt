--TEST--
cancel() breaks the descriptors that were waited for, and no other that the coroutine opens afterwards
--FILE--
<?php
require __DIR__ . '/../include.inc';

$waits = [
    'stream_select' => function (array $pairs) {
        $read = [$pairs[0][0], $pairs[1][0]];
        $write = $except = null;
        return stream_select($read, $write, $except, 50) !== 0;
    },
    'fread' => fn (array $pairs) => fread($pairs[0][0], 10) !== 'x',
    'file_get_contents' => fn (array $pairs) => @file_get_contents(service('SLOW_URL') . '/?hang=1') === false,
    'curl_multi_select' => function () {
        curl_multi_add_handle($multi = curl_multi_init(), curl_init(service('SLOW_URL') . '/?hang=1'));
        do {
            curl_multi_exec($multi, $running);
            $waited = curl_multi_select($multi, 50);
        } while (!Co::isCanceled());
        return true;
    },
];
Co\run(function () use ($waits) {
    foreach ($waits as $name => $wait) {
        $done = [];
        $id = go(function () use ($wait, $name, &$done) {
            $pairs = [stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0), stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0)];
            $done[] = $wait($pairs);
            $done[] = Co::isCanceled();
            // Nothing of this waits before it is told that it is broken, if it is.
            [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
            $done[] = fwrite($a, 'hello') === 5 && fread($b, 10) === 'hello';
            unset($pairs, $a, $b);
            $done[] = is_resource($stream = stream_socket_client('unix://' . service('REDIS_SOCKET'))) && fwrite($stream, "PING\r\n") === 6;
            $redis = new Redis;
            $done[] = $redis->connect('127.0.0.1', (int) service('REDIS_PORT')) && $redis->ping();
        });
        wait_until(fn () => $name !== 'curl_multi_select' || Co::getBackTrace($id)[0]['function'] === $name);
        Co::sleep(0.02);
        Co::cancel($id);
        wait_until(function () use (&$done) { return count($done) === 5; });
        claim($name, $done, [true, true, true, true, true]);
    }
});
?>
--EXPECT--
stream_select: yes
fread: yes
file_get_contents: yes
curl_multi_select: yes
