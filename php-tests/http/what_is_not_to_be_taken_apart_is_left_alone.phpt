--TEST--
http_parse_cookie and http_parse_post say whether cookies and forms are taken apart
--FILE--
<?php
require __DIR__ . '/http.inc';

$handler = function ($request, $response) {
    $response->end(json_encode([$request->cookie, $request->post, $request->header['cookie'] ?? null, $request->rawContent()]));
};
foreach ([[], ['http_parse_cookie' => false], ['http_parse_post' => false]] as $settings) {
    serve($handler, function (int $port) use ($settings) {
        $fields = "Cookie: k=v\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        echo key($settings) ?? 'neither', ': ', body(ask($port, '/', $fields, 'a=b', 'POST')), "\n";
    }, $settings);
}
?>
--EXPECT--
neither: [{"k":"v"},{"a":"b"},null,"a=b"]
http_parse_cookie: [null,{"a":"b"},"k=v","a=b"]
http_parse_post: [{"k":"v"},null,null,"a=b"]
