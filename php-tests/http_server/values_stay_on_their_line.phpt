--TEST--
Swoole\Http\Response: values with CR, LF or NUL make no further fields
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Http\Server;

$evil = ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0X-Evil: 1", "a\r\n\r\nX-Evil: 1"];
$attempts = [
    'a value' => fn ($response, $text) => $response->header('X-Good', $text),
    'one of several values' => fn ($response, $text) => $response->header('X-Good', ['fine', $text]),
    'a name' => fn ($response, $text) => $response->header($text, 'b'),
    'a value of an object' => fn ($response, $text) => $response->header('X-Good', new class($text) {
        public function __construct(private string $text) {}
        public function __toString(): string { return $this->text; }
    }),
    'a property' => function ($response, $text) { $response->header = ['X-Good' => $text, $text => 'b']; },
    'a cookie' => fn ($response, $text) => $response->cookie('a', $text),
    'a raw cookie' => fn ($response, $text) => $response->rawcookie('a', $text),
    'the name of a cookie' => fn ($response, $text) => $response->rawcookie($text, 'b'),
    'the path of a cookie' => fn ($response, $text) => $response->cookie('a', 'b', 0, $text),
    'the domain of a cookie' => fn ($response, $text) => $response->cookie('a', 'b', 0, '/', $text),
    'a cookie in the property' => function ($response, $text) { $response->cookie = [$text]; },
    'a reason' => fn ($response, $text) => $response->status(200, $text),
    'a trailer' => function ($response, $text) { $response->write('x'); $response->trailer('X-Good', $text); },
    'a type' => fn ($response, $text) => $response->header('Content-Type', $text),
];
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1], ['Request' => function ($request, $response) use ($attempts, $evil) {
    try {
        @$attempts[urldecode($request->get['what'])]($response, $evil[$request->get['text']]);
    } catch (Throwable) {
    }
    @$response->end('body');
}], function ($server) use ($attempts, $evil) {
    foreach ($attempts as $what => $attempt) {
        $injected = [];
        foreach ($evil as $text => $bytes) {
            $connection = client($server);
            fwrite($connection, 'GET /?' . http_build_query(['what' => $what, 'text' => $text]) . " HTTP/1.1\r\nConnection: close\r\n\r\n");
            $answer = stream_get_contents($connection);
            if (!str_starts_with($answer, 'HTTP/1.1 ') || preg_match('/[\r\n\0]X-Evil/', $answer)) {
                $injected[] = $answer;
            }
        }
        claim($what, $injected, []);
    }
});
?>
--EXPECT--
a value: yes
one of several values: yes
a name: yes
a value of an object: yes
a property: yes
a cookie: yes
a raw cookie: yes
the name of a cookie: yes
the path of a cookie: yes
the domain of a cookie: yes
a cookie in the property: yes
a reason: yes
a trailer: yes
a type: yes
