--TEST--
examples/events.php: events come one by one
--FILE--
<?php
require __DIR__ . '/example.inc';
example('events.php', function (int $port) {
    $events = stream_socket_client("tcp://127.0.0.1:$port");
    fwrite($events, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    $seen = 0;
    while ($seen < 2 && ($line = fgets($events)) !== false) {
        $seen += (int) preg_match('/^data: \d\d:\d\d:\d\d$/', $line);
    }
    claim('two events', $seen, 2);
});
?>
--EXPECT--
two events: yes
