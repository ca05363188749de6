--TEST--
examples/slim.php: Slim runs unmodified
--FILE--
<?php
require __DIR__ . '/example.inc';
example('slim.php', function (int $port) {
    claim('a route', ask($port, '/hello/you?mark=!'), [200, "Hello, you!\n"]);
    claim('no route', ask($port, '/nothing')[0], 404);
    claim('the wrong method', ask($port, '/form')[0], 405);
    $form = ['method' => 'POST', 'content' => 'a=1&b[]=2', 'header' => "Connection: close\r\nContent-Type: application/x-www-form-urlencoded"];
    claim('a form', ask($port, '/form', $form), [200, '{"a":"1","b":["2"]}']);
});
?>
--EXPECT--
a route: yes
no route: yes
the wrong method: yes
a form: yes
