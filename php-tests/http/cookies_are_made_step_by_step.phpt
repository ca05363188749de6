--TEST--
Swoole\Http\Cookie: each step returns the object; the text, the array and what is refused
--FILE--
<?php
require __DIR__ . '/http.inc';

use Swoole\Http\Cookie;

$cookie = (new Cookie())->withName('n')->withValue('a b')->withPath('/p')->withDomain('d.org')->withSecure(true)
    ->withHttpOnly(true)->withSameSite('Lax')->withPriority('High')->withPartitioned(true);
claim('text', $cookie->toString(), 'n=a+b; path=/p; domain=d.org; secure; HttpOnly; SameSite=Lax; Priority=High; Partitioned');
claim('array', $cookie->toArray(), ['name' => 'n', 'value' => 'a b', 'path' => '/p', 'domain' => 'd.org', 'sameSite' => 'Lax', 'priority' => 'High', 'encode' => true, 'expires' => 0, 'secure' => true, 'httpOnly' => true, 'partitioned' => true]);
claim('without a value it is deleted', (new Cookie())->withName('n')->toString(), 'n=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0');
claim('as it is', (new Cookie(false))->withName('n')->withValue('a%b')->toString(), 'n=a%b');
claim('when it ends', preg_match('/^n=v; expires=\w{3}, \d\d-\w{3}-\d{4} [\d:]{8} GMT; Max-Age=(100|99)$/', (new Cookie())->withName('n')->withValue('v')->withExpires(time() + 100)->toString()), 1);
claim('no name', @(new Cookie())->toString(), false);
claim('a name with an equals sign', @(new Cookie())->withName('a=b')->toString(), false);
claim('a raw value with a blank', @(new Cookie(false))->withName('a')->withValue('b c')->toString(), false);
claim('beyond the year 9999', @(new Cookie())->withName('a')->withValue('b')->withExpires(PHP_INT_MAX)->toString(), false);
$cookie->reset();
claim('forgotten', $cookie->toArray()['name'], '');
serve(function ($request, $response) {
    $response->setCookie((new Cookie())->withName('one')->withValue('1'));
    $response->rawcookie('two', '2', 0, '/');
    $response->end();
}, function (int $port) {
    preg_match_all('/^Set-Cookie: (.*)\r$/m', ask($port), $found);
    claim('sent', $found[1], ['one=1', 'two=2; path=/']);
});
?>
--EXPECT--
text: yes
array: yes
without a value it is deleted: yes
as it is: yes
when it ends: yes
no name: yes
a name with an equals sign: yes
a raw value with a blank: yes
beyond the year 9999: yes
forgotten: yes
sent: yes
