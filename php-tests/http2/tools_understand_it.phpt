--TEST--
HTTP/2: curl, nghttp and h2load get their answers, in clear text and over TLS
--SKIPIF--
<?php
foreach (['curl', 'nghttp', 'h2load', 'openssl'] as $tool) {
    exec("command -v $tool") || die("skip $tool is missing");
}
?>
--FILE--
<?php
require __DIR__ . '/http2.inc';

use Swoole\Coroutine\System;

$folder = sys_get_temp_dir() . '/http2-' . getmypid();
mkdir($folder);
exec("openssl req -x509 -newkey rsa:2048 -nodes -keyout $folder/key.pem -out $folder/cert.pem -days 2 -subj /CN=localhost 2>&1");
$answer = function ($request, $response) {
    $response->end($request->server['server_protocol'] . ' ' . $request->getMethod() . ' ' . strlen($request->rawContent()));
};
foreach (['http', 'https'] as $scheme) {
    $run = function ($server) use ($scheme, $folder) {
        $url = "$scheme://127.0.0.1:$server->port/";
        $curl = $scheme === 'http' ? 'curl -s --http2-prior-knowledge' : 'curl -sk --http2';
        claim("$scheme: curl", System::exec("$curl -w '%{http_version}' $url")['output'], 'HTTP/2 GET 02');
        file_put_contents("$folder/body", str_repeat('x', 500000));
        claim("$scheme: upload", System::exec("$curl --data-binary @$folder/body $url")['output'], 'HTTP/2 POST 500000');
        claim("$scheme: nghttp", System::exec("nghttp --no-verify-peer $url 2>/dev/null")['output'], 'HTTP/2 GET 0');
        $load = System::exec("h2load -n 300 -c 3 -m 20 $url")['output'];
        claim("$scheme: h2load", str_contains($load, '300 succeeded, 0 failed, 0 errored'));
        $old = $scheme === 'http' ? 'curl -s --http2' : 'curl -sk --http1.1';
        claim("$scheme: HTTP/1.1", System::exec("$old -w '%{http_version}' $url")['output'], 'HTTP/1.1 GET 01.1');
    };
    $pid = pcntl_fork();
    if ($pid === 0) {
        $type = SWOOLE_SOCK_TCP | ($scheme === 'https' ? SWOOLE_SSL : 0);
        $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE, $type);
        $settings = $scheme === 'https' ? ['ssl_cert_file' => "$folder/cert.pem", 'ssl_key_file' => "$folder/key.pem"] : [];
        serve($server, $settings + ['worker_num' => 1, 'open_http2_protocol' => true], ['Request' => $answer], $run);
        exit;
    }
    pcntl_waitpid($pid, $status);
}
array_map('unlink', glob("$folder/*"));
rmdir($folder);
?>
--EXPECT--
http: curl: yes
http: upload: yes
http: nghttp: yes
http: h2load: yes
http: HTTP/1.1: yes
https: curl: yes
https: upload: yes
https: nghttp: yes
https: h2load: yes
https: HTTP/1.1: yes
