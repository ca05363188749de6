--TEST--
HTTP/2: what a request tells, forms, cookies, fields, statuses, answers in any order
--FILE--
<?php
require __DIR__ . '/http2.inc';

serve2(function ($request, $response) {
    switch ($request->server['path_info']) {
        case '/tell':
            $response->end(json_encode([$request->streamId, $request->fd, $request->header, $request->server, $request->cookie,
                $request->get, $request->post, $request->rawContent(), $request->getMethod(), @$request->getData()]));
            break;
        case '/fields':
            $response->status(201);
            $response->header('X-List', ['one', "b\r\nad: 1", 'two ']);
            $response->header('Connection', 'close');
            $response->header('content-length', '7000');
            $response->cookie('name', 'a value');
            // The value that would end its line is told of, and left out.
            @$response->end('x');
            break;
        case '/slow':
            Co::sleep(0.05);
            $response->end('slow');
            break;
        case '/nothing':
            break;
        default:
            $response->end('quick');
    }
}, function ($server) {
    $client = connect2($server);
    $answer = ask2($client, '/tell?a=1&b[]=2', ['method' => 'POST', 'data' => ['p' => 'q r'], 'cookies' => ['c' => 'd e'], 'headers' => ['X-Own' => 'f', 'host' => 'example.org', 'Connection' => 'close']]);
    [$stream, $fd, $header, $about, $cookie, $get, $post, $raw, $method, $data] = json_decode($answer->data, true);
    claim('stream', [$stream, $answer->streamId, $fd > 0], [1, 1, true]);
    claim('header', $header, ['host' => 'example.org', 'x-own' => 'f', 'content-type' => 'application/x-www-form-urlencoded']);
    claim('cookie', $cookie, ['c' => 'd+e']);
    claim('get and post', [$get, $post, $raw], [['a' => '1', 'b' => ['2']], ['p' => 'q r'], 'p=q+r']);
    claim('method', [$method, $data], ['POST', false]);
    claim('server', array_keys($about), ['request_method', 'query_string', 'request_uri', 'path_info', 'server_port', 'remote_port', 'server_addr', 'remote_addr', 'master_time', 'request_time', 'request_time_float', 'server_protocol']);
    claim('protocol', $about['server_protocol'], 'HTTP/2');
    $answer = ask2($client, '/fields');
    claim('status', $answer->statusCode, 201);
    claim('last of a list', $answer->headers['x-list'], 'two');
    claim('no connection', isset($answer->headers['connection']), false);
    claim('length', $answer->headers['content-length'], '1');
    claim('cookies', [$answer->cookies, count($answer->set_cookie_headers)], [['name' => 'a value'], 1]);
    $slow = $client->send(request2('/slow'));
    $quick = $client->send(request2('/quick'));
    claim('the quick one first', [$client->recv()->streamId, $client->recv()->streamId], [$quick, $slow]);
    claim('an answer that nobody gave', ask2($client, '/nothing')->statusCode, 500);
    claim('HEAD', [($head = ask2($client, '/', ['method' => 'HEAD']))->data, $head->headers['content-length']], [null, '5']);
    claim('HTTP/1.1, too', file_get_contents("http://127.0.0.1:$server->port/"), 'quick');
});
?>
--EXPECT--
connect: yes
stream: yes
header: yes
cookie: yes
get and post: yes
method: yes
server: yes
protocol: yes
status: yes
last of a list: yes
no connection: yes
length: yes
cookies: yes
the quick one first: yes
an answer that nobody gave: yes
HEAD: yes
HTTP/1.1, too: yes
