--TEST--
Line breaks in names, values, reasons and cookies do not reach the client
--FILE--
<?php
require __DIR__ . '/http.inc';

$warnings = [];
set_error_handler(function (int $level, string $message) use (&$warnings) { $warnings[] = $message; });

serve(function ($request, $response) {
    $results = [
        $response->header("X-A\r\nEvil", '1'),
        $response->header('X-B', "1\r\nEvil: 1"),
        $response->header('X-C', ["2\nEvil: 1", 'fine']),
        $response->status(200, "OK\r\nEvil: 1"),
        $response->trailer('X-D', "1\r\nEvil: 1"),
        @$response->cookie("a\r\nEvil: 1", 'v'),
        @$response->rawcookie('b', "v\r\nEvil: 1"),
        @$response->cookie('c', 'v', 0, "/\r\nEvil: 1"),
        @$response->cookie('d', 'v', 0, '/', '', false, false, "Lax\r\nEvil: 1"),
        $response->cookie('e', "v\r\nEvil: 1"),
    ];
    $response->header['X-E'] = "by hand\r\nEvil: 1";
    $response->end(json_encode($results));
}, function (int $port) {
    [$head, $body] = explode("\r\n\r\n", ask($port), 2);
    claim('none', preg_match('/^evil/mi', $head), 0);
    claim('the others are sent', str_contains($head, "X-C: fine\r\n"));
    claim('encoded', str_contains($head, "Set-Cookie: e=v%0D%0AEvil%3A+1"));
    claim('with a warning for each', array_count_values($GLOBALS['warnings'])['Swoole\Http\Response::end(): Header may not contain more than a single header, new line detected'], 3);
    claim('and the caller is told', $body, '[false,true,true,false,false,false,false,false,false,true]');
});
?>
--EXPECT--
none: yes
the others are sent: yes
encoded: yes
with a warning for each: yes
and the caller is told: yes
