--TEST--
HTTP/2: answers by the piece, trailers, requests by the piece, bodies larger than the window
--FILE--
<?php
require __DIR__ . '/http2.inc';

serve2(function ($request, $response) {
    switch ($request->server['request_uri']) {
        case '/pieces':
            foreach (['one', 'two', 'three'] as $piece) {
                claim('write', $response->write($piece));
                Co::sleep(0.01);
            }
            $response->trailer('X-Sum', '11');
            $response->end();
            claim('nothing after the end', @$response->write('x'), false);
            break;
        case '/large':
            for ($i = 0; $i < 40; $i++) {
                $response->write(str_repeat(chr(65 + $i % 26), 50000));
            }
            $response->end('end');
            break;
        case '/file':
            $response->sendfile(__FILE__, 10, 20);
            break;
        default:
            $response->end(strrev($request->rawContent()));
    }
}, function ($server) {
    $client = connect2($server);
    $client->send(request2('/pieces'));
    [$data, $fields, $ends] = ['', [], []];
    do {
        $piece = $client->read();
        $data .= $piece->data;
        $fields += $piece->headers ?? [];
        $ends[] = $piece->pipeline;
    } while ($piece->pipeline);
    claim('pieces', [$data, count($ends) > 1], ['onetwothree', true]);
    claim('trailer', $fields['x-sum'], '11');
    $whole = ask2($client, '/pieces');
    claim('whole', [$whole->data, $whole->headers['x-sum'], $whole->pipeline], ['onetwothree', '11', false]);
    $large = ask2($client, '/large')->data;
    claim('large', [strlen($large), substr($large, -6)], [40 * 50000 + 3, 'NNNend']);
    claim('a part of a file', ask2($client, '/file')->data, substr(file_get_contents(__FILE__), 10, 20));
    $stream = $client->send(request2('/', ['pipeline' => true, 'method' => 'POST']));
    claim('open', $client->isStreamExist($stream));
    claim('written', [$client->write($stream, 'ab'), $client->write($stream, 'cd', true)], [true, true]);
    claim('complete', [@$client->write($stream, 'x'), $client->errCode], [false, SOCKET_EINVAL]);
    claim('reversed', $client->recv()->data, 'dcba');
    $upload = random_bytes(1 << 20);
    claim('upload', ask2($client, '/', ['method' => 'POST', 'data' => $upload])->data === strrev($upload));
    $client->send(request2('/pieces', ['usePipelineRead' => true]));
    claim('recv by the piece', ($piece = $client->recv())->pipeline);
    for (; $piece->pipeline; $piece = $client->recv());
});
?>
--EXPECT--
connect: yes
write: yes
write: yes
write: yes
nothing after the end: yes
pieces: yes
trailer: yes
write: yes
write: yes
write: yes
nothing after the end: yes
whole: yes
large: yes
a part of a file: yes
open: yes
written: yes
complete: yes
reversed: yes
upload: yes
write: yes
recv by the piece: yes
write: yes
write: yes
nothing after the end: yes
