--TEST--
write() sends chunks, and a trailer after them; HTTP/1.0 gets plain bytes, HEAD none
--FILE--
<?php
require __DIR__ . '/http.inc';

serve(function ($request, $response) {
    $response->trailer('X-After', 'all');
    claim('first', $response->write('hello'));
    claim('not empty', @$response->write(''), false);
    claim('second', $response->write(str_repeat('x', 16)));
    claim('last', $response->end('bye'));
    claim('nothing after it', [$response->write('more'), $response->end(), $response->isWritable()], [false, false, false]);
}, function (int $port) {
    $whole = ask($port);
    claim('announced', str_contains($whole, "Transfer-Encoding: chunked\r\n"));
    claim('chunks', body($whole), "5\r\nhello\r\n10\r\nxxxxxxxxxxxxxxxx\r\n3\r\nbye\r\n0\r\nx-after: all\r\n\r\n");
    $whole = talk($port, "GET / HTTP/1.0\r\n\r\n");
    claim('not for HTTP/1.0', [str_contains($whole, 'chunked'), body($whole)], [false, 'helloxxxxxxxxxxxxxxxxbye']);
    claim('HEAD', body(ask($port, method: 'HEAD')), '');
});
?>
--EXPECT--
first: yes
not empty: yes
second: yes
last: yes
nothing after it: yes
announced: yes
chunks: yes
first: yes
not empty: yes
second: yes
last: yes
nothing after it: yes
not for HTTP/1.0: yes
first: yes
not empty: yes
second: yes
last: yes
nothing after it: yes
HEAD: yes
