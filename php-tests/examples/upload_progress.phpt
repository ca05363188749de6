--TEST--
examples/upload_progress.php: the page hears how much has come while a file comes
--FILE--
<?php
require __DIR__ . '/example.inc';
example('upload_progress.php', function (int $port) {
    claim('a page', str_contains(ask($port, '/')[1], '<progress'));
    $events = stream_socket_client("tcp://127.0.0.1:$port");
    fwrite($events, "GET /progress HTTP/1.1\r\nHost: a\r\n\r\n");
    $hear = function (int $wanted) use ($events): bool {
        while (($line = fgets($events)) !== false) {
            if (str_starts_with($line, 'data: ') && (int) substr($line, 6) === $wanted) {
                return true;
            }
        }
        return false;
    };
    claim('nothing yet', $hear(0));
    $body = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n" . str_repeat('x', 300000) . "\r\n--XX--\r\n";
    $upload = stream_socket_client("tcp://127.0.0.1:$port");
    fwrite($upload, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: " . strlen($body) . "\r\n\r\n");
    fwrite($upload, substr($body, 0, 200000));
    do {
        $line = (string) fgets($events);
    } while (!preg_match('/^data: [1-9]/', $line));
    claim('some of it', (int) substr($line, 6) < 300000);
    fwrite($upload, substr($body, 200000));
    claim('all of it', str_contains(stream_get_contents($upload), "a.bin: 300000 bytes\n"));
});
?>
--EXPECT--
a page: yes
nothing yet: yes
some of it: yes
all of it: yes
