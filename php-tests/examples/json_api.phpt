--TEST--
examples/json_api.php: PDO and Redis behind HTTP
--FILE--
<?php
require __DIR__ . '/example.inc';
$pdo = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . service('MYSQL_PORT'), 'swirl', 'swirl');
$pdo->exec('DROP TABLE IF EXISTS notes');
example('json_api.php', function (int $port) {
    $add = fn (string $json) => ask($port, '/notes', ['method' => 'POST', 'content' => $json, 'header' => "Connection: close\r\nContent-Type: application/json"]);
    [$status, $body] = $add('{"text":"one"}');
    claim('added', [$status, json_decode($body, true)['text']], [201, 'one']);
    $add('{"text":"two"}');
    [$status, $body] = ask($port, '/notes');
    claim('listed', [$status, array_column(json_decode($body, true)['notes'], 'text')], [200, ['one', 'two']]);
    claim('no JSON', $add('{')[0], 400);
    claim('nothing there', ask($port, '/else')[0], 404);
});
$pdo->exec('DROP TABLE notes');
?>
--EXPECT--
added: yes
listed: yes
no JSON: yes
nothing there: yes
