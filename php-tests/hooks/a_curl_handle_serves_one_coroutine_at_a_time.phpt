--TEST--
A cURL handle that a coroutine is waiting with cannot be used or closed by another one; uncaught, the error shows where the first one is
--SKIPIF--
<?php if (!extension_loaded('curl')) die('skip needs curl');
--FILE--
<?php
require __DIR__ . '/../include.inc';

$script = <<<'PHP'
<?php
Co\run(function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($server, false);
    $asked = new Co\Channel(1);
    $answer = new Co\Channel(1);
    go(function () use ($server, $asked, $answer) {
        $peer = stream_socket_accept($server);
        fread($peer, 1000);
        $asked->push(true);
        $answer->pop();
        fwrite($peer, "HTTP/1.0 200 OK\r\n\r\nhello");
        fclose($peer);
    });
    $handle = curl_init("http://$address/");
    curl_setopt($handle, CURLOPT_RETURNTRANSFER, true);
    go(function () use ($handle, $asked, $answer) {
        $asked->pop();
        foreach (['curl_exec', 'curl_close', 'curl_reset', 'curl_copy_handle', 'curl_pause'] as $function) {
            try {
                $function(...($function === 'curl_pause' ? [$handle, CURLPAUSE_CONT] : [$handle]));
                echo "$function: no error\n";
            } catch (Swoole\Error $error) {
                echo "$function: {$error->getMessage()} ({$error->getCode()})\n";
            }
        }
        MORE
        $answer->push(true);
    });
    echo curl_exec($handle), "\n";
    curl_close($handle);
    echo "closed\n";
});
PHP;
echo run_script(str_replace('MORE', '', $script)), "\n";
$output = run_script(str_replace('MORE', 'curl_exec($handle);', $script));
claim('uncaught', str_contains($output, 'Uncaught Swoole\Error: This cURL handle is currently executing in coroutine#1, cannot be operated'));
claim('it shows the other', (bool) preg_match('/\[Coroutine-1\] Stack trace:\s+-+\s+#0 .+: curl_exec\(Object\(CurlHandle\)\)/', $output));
?>
--EXPECT--
curl_exec: This cURL handle is currently executing in coroutine#1, cannot be operated (10002)
curl_close: This cURL handle is currently executing in coroutine#1, cannot be operated (10002)
curl_reset: This cURL handle is currently executing in coroutine#1, cannot be operated (10002)
curl_copy_handle: This cURL handle is currently executing in coroutine#1, cannot be operated (10002)
curl_pause: This cURL handle is currently executing in coroutine#1, cannot be operated (10002)
hello
closed
exit status 0

uncaught: yes
it shows the other: yes
