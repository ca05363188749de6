--TEST--
http_header_timeout and http_body_timeout: Http\Server gives up clients that send too slowly
--FILE--
<?php
require __DIR__ . '/../server/server.inc';
require __DIR__ . '/../http/bytes.inc';
require __DIR__ . '/../http/slow.inc';

$server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
$settings = ['worker_num' => 1, 'http_header_timeout' => 0.2, 'http_body_timeout' => 0.2];
$answer = fn ($request, $response) => $response->end((string) strlen($request->getContent()));
serve($server, $settings, ['Request' => $answer], fn ($server) => be_slow(fn () => client($server)));
?>
--EXPECT--
a head in drops: yes
a head that stops: yes
a body in drops: yes
a body that stops: yes
a second request that stops: yes
a body that is long but steady: yes
between requests there is time: yes
