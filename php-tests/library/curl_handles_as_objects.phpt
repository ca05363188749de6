--TEST--
Curl\Handler and the functions that Swoole puts in the place of cURL's: cURL, which lets other coroutines run
--SKIPIF--
<?php extension_loaded('curl') || print 'skip needs curl'; ?>
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\Curl\Handler;

serve(function ($request, $response) {
    $response->header('X-Test', 'there');
    $response->end($request->server['request_uri'] . ($request->post['a'] ?? ''));
}, function (int $port) {
    $url = "http://127.0.0.1:$port";
    $handler = swoole_curl_init("$url/one");
    claim('an object', [$handler instanceof Handler, preg_match('/^Object\(\d+\) of type \(curl\)$/', (string) $handler)], [true, 1]);
    claim('options', swoole_curl_setopt_array($handler, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => 'a=b']));
    $heard = [];
    $handler->setOpt(CURLOPT_HEADERFUNCTION, function ($who, string $line) use (&$heard, $handler) {
        $heard[] = $who === $handler;
        return strlen($line);
    });
    claim('the body', [swoole_curl_exec($handler), swoole_curl_multi_getcontent($handler)], ['/oneb', '/oneb']);
    claim('called back with the object', array_unique($heard), [true]);
    claim('about it', [swoole_curl_getinfo($handler)['http_code'], swoole_curl_getinfo($handler, CURLINFO_HTTP_CODE)], [200, 200]);
    claim('no error', [swoole_curl_errno($handler), swoole_curl_error($handler)], [0, '']);
    swoole_curl_reset($handler);
    claim('options are gone', [$handler->exec(), swoole_curl_errno($handler)], [false, CURLE_URL_MALFORMAT]);
    swoole_curl_close($handler);
    claim('closed', [@$handler->exec(), @$handler->errno(), error_get_last()['message']], [false, 0, 'supplied resource is not a valid cURL handle resource']);

    $all = swoole_native_curl_multi_init();
    $handles = array_map(fn (int $n) => swoole_native_curl_init("$url/$n"), [1, 2]);
    foreach ($handles as $handle) {
        swoole_native_curl_setopt($handle, CURLOPT_RETURNTRANSFER, true);
        swoole_native_curl_multi_add_handle($all, $handle);
    }
    do {
        swoole_native_curl_multi_exec($all, $running);
        swoole_native_curl_multi_select($all, 0.1);
    } while ($running);
    claim('cURL itself', array_map(swoole_native_curl_multi_getcontent(...), $handles), ['/1', '/2']);
    claim('news', swoole_native_curl_multi_info_read($all, $left)['result'], CURLE_OK);
    claim('by reference', $left, 1);
});
?>
--EXPECT--
an object: yes
options: yes
the body: yes
called back with the object: yes
about it: yes
no error: yes
options are gone: yes
closed: yes
cURL itself: yes
news: yes
by reference: yes
