--TEST--
http_superglobals with swoole.blocking_detection: in a forked child, whose detection begins anew, coroutines still have their own
--FILE--
<?php
require __DIR__ . '/../include.inc';

$code = <<<'CODE'
<?php
Co\run(function () {
    $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
    $server->set(['http_superglobals' => true]);
    $server->handle('/', function ($request, $response) {
        $results = [];
        $look = function (string $when) use (&$results) {
            go(function () {
                $_GET['a'] = 'of another';
                Co::sleep(0.01);
            });
            Co::sleep(0.001);
            $results[$when] = $_GET['a'];
        };
        $look('before');
        $pipe = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        if (pcntl_fork() === 0) {
            $look('in the child');
            fwrite($pipe[0], $results['in the child']);
            posix_kill(getmypid(), SIGKILL);
        }
        fclose($pipe[0]);
        $results['in the child'] = stream_get_contents($pipe[1]);
        $look('afterwards');
        $response->end(json_encode($results));
    });
    go(fn () => $server->start());
    $client = new Swoole\Coroutine\Http\Client('127.0.0.1', $server->port);
    $client->get('/?a=own');
    echo $client->body, "\n";
    $client->close();
    $server->shutdown();
});
CODE;
echo run_script($code, 'swoole.blocking_detection=1', 'swoole.blocking_threshold=10000000');
?>
--EXPECT--
{"before":"own","in the child":"own","afterwards":"own"}
exit status 0
