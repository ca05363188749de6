--TEST--
Requests on one connection are answered in order, also when they are sent together; fields come in Swoole's order
--FILE--
<?php
require __DIR__ . '/http.inc';

serve(function ($request, $response) {
    $response->header('x-a-name', 'value');
    $response->end($request->server['request_uri'] . '|' . $request->rawContent());
}, function (int $port) {
    $connection = connect($port);
    fwrite($connection, "GET /one HTTP/1.1\r\nHost: test\r\n\r\n");
    [$head, $body] = response($connection);
    claim('the first', $body, '/one|');
    $head = preg_replace('/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/m', 'Date: now', $head);
    claim('its head', str_replace("\r\n", "\n", $head), "HTTP/1.1 200 OK\nX-A-Name: value\nServer: swoole-http-server\nDate: now\nConnection: keep-alive\nContent-Type: text/html\nContent-Length: 5\n\n");
    fwrite($connection, "POST /two HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabcGET /three HTTP/1.1\r\nConnection: close\r\n\r\n");
    claim('the second', response($connection)[1], '/two|abc');
    [$head, $body] = response($connection);
    claim('the third', $body, '/three|');
    claim('says that it is the last', str_contains($head, "Connection: close\r\n"));
    claim('and is', fread($connection, 1), '');
    claim('HTTP/1.0 ends, too', str_contains(talk($port, "GET / HTTP/1.0\r\n\r\n"), "Connection: close\r\n"));
});
?>
--EXPECT--
the first: yes
its head: yes
the second: yes
the third: yes
says that it is the last: yes
and is: yes
HTTP/1.0 ends, too: yes
