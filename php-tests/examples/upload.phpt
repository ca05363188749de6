--TEST--
examples/upload.php: tells what came
--FILE--
<?php
require __DIR__ . '/example.inc';
example('upload.php', function (int $port) {
    $body = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nabc\r\n--XX--\r\n";
    $form = ['method' => 'POST', 'content' => $body, 'header' => "Connection: close\r\nContent-Type: multipart/form-data; boundary=XX"];
    claim('a file', ask($port, '/', $form), [200, 'f: a.txt, 3 bytes, sha1 ' . sha1('abc') . "\n"]);
    claim('none', ask($port, '/'), [200, "no file came\n"]);
});
?>
--EXPECT--
a file: yes
none: yes
