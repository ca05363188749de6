--TEST--
A connection that a coroutine waits with cannot be closed by another one: it is told, and the first gets its answer
--FILE--
<?php
require __DIR__ . '/../services.inc';

$close = [
    'amqp' => fn ($connection) => $connection[0]->getConnection()->disconnect(),
    'ftp' => fn ($ftp) => ftp_close($ftp),
    'memcached' => fn ($memcached) => $memcached->quit(),
    'mysqli' => fn ($mysqli) => $mysqli->close(),
    'pgsql' => fn ($pgsql) => pg_close($pgsql),
];
foreach ($close as $name => $function) {
    $client = require __DIR__ . "/../$name/client.inc";
    Co\run(function () use ($name, $client, $function) {
        $connection = $client['connect'](0);
        [$result, $told] = all([fn () => $client['wait']($connection, 0), fn () => outcome(fn () => $function($connection))]);
        claim($name, $result === $client['expect'](0) && str_contains($told, 'already been bound to another coroutine#') ?: [$result, $told]);
        claim('afterwards it can', !str_contains(outcome(fn () => $function($connection)), 'bound to another'));
    });
}
?>
--EXPECT--
amqp: yes
afterwards it can: yes
ftp: yes
afterwards it can: yes
memcached: yes
afterwards it can: yes
mysqli: yes
afterwards it can: yes
pgsql: yes
afterwards it can: yes
