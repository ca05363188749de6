--TEST--
http_header_timeout and http_body_timeout: Coroutine\Http\Server gives up clients that send too slowly
--FILE--
<?php
require __DIR__ . '/http.inc';
require __DIR__ . '/slow.inc';

serve(fn ($request, $response) => $response->end((string) strlen($request->getContent())), function (int $port) {
    be_slow(fn () => connect($port));
}, ['http_header_timeout' => 0.2, 'http_body_timeout' => 0.2]);
?>
--EXPECT--
a head in drops: yes
a head that stops: yes
a body in drops: yes
a body that stops: yes
a second request that stops: yes
a body that is long but steady: yes
between requests there is time: yes
