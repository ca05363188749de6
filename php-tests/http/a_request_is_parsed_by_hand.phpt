--TEST--
Request::create() and parse(): a request out of bytes in any pieces, what lies behind it is left, and what was not asked for is not taken apart
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Http\Request;

$form = 'a[]=1&a[]=2&b=c';
$head = "POST /path?q=1&r[x]=2 HTTP/1.1\r\nHost: here\r\nCookie: k=v; other=%20\r\nX-Twice: 1\r\n";
$bytes = "{$head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " . strlen($form) . "\r\n\r\n$form";
foreach ([strlen($bytes), 7, 1] as $size) {
    $request = Request::create();
    [$taken, $early] = [0, 0];
    foreach (str_split($bytes, $size) as $piece) {
        $early += (int) $request->isCompleted();
        $taken += $request->parse($piece);
    }
    echo "in pieces of $size: ", json_encode([$taken === strlen($bytes), $early, $request->isCompleted(), $request->getMethod(), $request->server['request_uri'], $request->server['query_string']]), "\n";
    echo json_encode([$request->get, $request->post, $request->cookie, $request->header, $request->getContent()]), "\n";
    echo json_encode($request->getData() === $bytes), "\n";
}
$request = Request::create();
echo 'behind it: ', $request->parse($bytes . 'GET') - strlen($bytes), ' ', json_encode($request->isCompleted()), "\n";
$request = Request::create(['parse_cookie' => false, 'parse_body' => false]);
$request->parse($bytes);
echo 'neither cookies nor the body: ', json_encode([$request->cookie, $request->post, $request->getContent()]), "\n";
$request = Request::create();
echo 'chunks: ', json_encode([$request->parse("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), $request->isCompleted(), $request->parse("0\r\n\r\n"), $request->isCompleted(), $request->getContent()]), "\n";
$request = Request::create();
echo 'no request: ', json_encode([$request->parse("no request\r\n\r\n"), $request->isCompleted()]), "\n";
echo 'after it: ', json_encode([$request->parse("GET / HTTP/1.1\r\n\r\n"), $request->isCompleted()]), "\n";
?>
--EXPECT--
in pieces of 166: [true,0,true,"POST","\/path","q=1&r[x]=2"]
[{"q":"1","r":{"x":"2"}},{"a":["1","2"],"b":"c"},{"k":"v","other":" "},{"host":"here","x-twice":"1","content-type":"application\/x-www-form-urlencoded","content-length":"15"},"a[]=1&a[]=2&b=c"]
true
in pieces of 7: [true,0,true,"POST","\/path","q=1&r[x]=2"]
[{"q":"1","r":{"x":"2"}},{"a":["1","2"],"b":"c"},{"k":"v","other":" "},{"host":"here","x-twice":"1","content-type":"application\/x-www-form-urlencoded","content-length":"15"},"a[]=1&a[]=2&b=c"]
true
in pieces of 1: [true,0,true,"POST","\/path","q=1&r[x]=2"]
[{"q":"1","r":{"x":"2"}},{"a":["1","2"],"b":"c"},{"k":"v","other":" "},{"host":"here","x-twice":"1","content-type":"application\/x-www-form-urlencoded","content-length":"15"},"a[]=1&a[]=2&b=c"]
true
behind it: 0 true
neither cookies nor the body: [null,null,"a[]=1&a[]=2&b=c"]
chunks: [54,false,5,true,"abc"]
no request: [0,false]
after it: [0,false]
