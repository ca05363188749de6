--TEST--
Requests may come byte by byte, wait for "100 Continue", and readers may be slow; others are served meanwhile
--FILE--
<?php
require __DIR__ . '/http.inc';

serve(function ($request, $response) {
    if ($request->server['request_uri'] === '/big') {
        foreach (range(1, 64) as $ignored) {
            $response->write(str_repeat('x', 65536));
        }
        $response->end();
        return;
    }
    $response->end($request->rawContent());
}, function (int $port) {
    $slow = connect($port);
    foreach (str_split("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") as $byte) {
        fwrite($slow, $byte);
        Co::sleep(0.001);
    }
    claim('byte by byte', response($slow)[1], 'abcde');

    $polite = connect($port);
    fwrite($polite, "POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    claim('told to go on', fread($polite, 100), "HTTP/1.1 100 Continue\r\n\r\n");
    fwrite($polite, 'hi');
    claim('went on', response($polite)[1], 'hi');

    $reader = connect($port);
    fwrite($reader, "GET /big HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    claim('others are served meanwhile', body(ask($port, '/', '', 'other', 'POST')), 'other');
    claim('all of it comes', substr_count(body(stream_get_contents($reader)), 'x'), 64 * 65536);

    $gone = connect($port);
    fwrite($gone, "GET /big HTTP/1.1\r\nHost: test\r\n\r\n");
    fclose($gone);
    claim('who goes away does no harm', body(ask($port, '/', '', 'still', 'POST')), 'still');
});
?>
--EXPECT--
byte by byte: yes
told to go on: yes
went on: yes
others are served meanwhile: yes
all of it comes: yes
who goes away does no harm: yes
