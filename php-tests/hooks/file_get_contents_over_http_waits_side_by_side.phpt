--TEST--
Plain file_get_contents('http://...') in many coroutines waits side by side
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $url = service('SLOW_URL') . '/?ms=300';
    $start = hrtime(true);
    $bodies = all(array_fill(0, 20, fn () => file_get_contents($url)));
    claim('the answers', array_unique($bodies), ["answered after 300 ms\n"]);
    claim('side by side', ms_since($start) < 3000);
    claim('not early', ms_since($start) >= 300);
    claim('headers', str_starts_with(all([function () use ($url) { file_get_contents($url); return $http_response_header[0]; }])[0], 'HTTP/1.1 200'));
});
?>
--EXPECT--
the answers: yes
side by side: yes
not early: yes
headers: yes
