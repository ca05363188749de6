--TEST--
A body is compressed if the client asks, the type is allowed, it is long enough and not compressed already
--FILE--
<?php
require __DIR__ . '/http.inc';

$text = str_repeat('all work and no play ', 50);
$handler = function ($request, $response) use ($text) {
    if (isset($request->get['type'])) {
        $response->header('Content-Type', $request->get['type']);
    }
    if (isset($request->get['done'])) {
        $response->header('Content-Encoding', 'own');
    }
    $response->end(isset($request->get['short']) ? 'short' : $text);
};
$coding = function (string $response): ?string {
    return preg_match('/^Content-Encoding: (\S+)/m', $response, $found) ? $found[1] : null;
};
serve($handler, function (int $port) use ($text, $coding) {
    $answer = ask($port, '/', "Accept-Encoding: gzip\r\n");
    claim('gzip', [$coding($answer), gzdecode(body($answer)) === $text], ['gzip', true]);
    preg_match('/Content-Length: (\d+)/', $answer, $length);
    claim('of that length', (int) $length[1], strlen(body($answer)));
    $answer = ask($port, '/', "Accept-Encoding: deflate\r\n");
    claim('deflate', [$coding($answer), gzinflate(body($answer)) === $text], ['deflate', true]);
    claim('brotli first', $coding(ask($port, '/', "Accept-Encoding: gzip, deflate, br\r\n")), 'br');
    claim('zstd', $coding(ask($port, '/', "Accept-Encoding: zstd\r\n")), 'zstd');
    claim('not unasked', $coding(ask($port)), null);
    claim('not unknown', $coding(ask($port, '/', "Accept-Encoding: identity\r\n")), null);
    claim('not what is short', $coding(ask($port, '/?short=1', "Accept-Encoding: gzip\r\n")), null);
    claim('not twice', $coding(ask($port, '/?done=1', "Accept-Encoding: gzip\r\n")), 'own');
});
serve($handler, function (int $port) use ($coding) {
    claim('allowed', $coding(ask($port, '/?type=text/plain', "Accept-Encoding: gzip\r\n")), 'gzip');
    claim('not allowed', $coding(ask($port, '/?type=image/png', "Accept-Encoding: gzip\r\n")), null);
}, ['http_compression_types' => ['text/plain']]);
serve($handler, function (int $port) use ($coding) {
    claim('off', $coding(ask($port, '/', "Accept-Encoding: gzip\r\n")), null);
}, ['http_compression' => false]);
serve($handler, function (int $port) use ($coding) {
    claim('shorter than it must be', $coding(ask($port, '/', "Accept-Encoding: gzip\r\n")), null);
}, ['http_compression_min_length' => strlen($text) + 1]);
serve($handler, function (int $port) use ($coding) {
    claim('just long enough', $coding(ask($port, '/?short=1', "Accept-Encoding: gzip\r\n")), 'gzip');
}, ['compression_min_length' => 5]);
$words = implode(' ', array_map(fn ($i) => md5((string) ($i % 700)), range(1, 3000)));
$lengths = [];
foreach (['http_compression_level' => 1, 'http_gzip_level' => 9, 'compression_level' => 9] as $name => $level) {
    serve(fn ($request, $response) => $response->end($words), function (int $port) use ($name, &$lengths) {
        $lengths[$name] = strlen(body(ask($port, '/', "Accept-Encoding: gzip\r\n")));
    }, [$name => $level]);
}
claim('a higher level', [$lengths['http_gzip_level'] < $lengths['http_compression_level'], $lengths['compression_level']], [true, $lengths['http_gzip_level']]);
?>
--EXPECT--
gzip: yes
of that length: yes
deflate: yes
brotli first: yes
zstd: yes
not unasked: yes
not unknown: yes
not what is short: yes
not twice: yes
allowed: yes
not allowed: yes
off: yes
shorter than it must be: yes
just long enough: yes
a higher level: yes
