--TEST--
Writing more than the socket takes waits for the reader, and others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $text = str_repeat('0123456789', 300000);
    $results = all([
        function () use ($a, $text) { $n = fwrite($a, $text); fclose($a); return $n; },
        function () use ($b) { Co::sleep(0.005); return hash('crc32b', stream_get_contents($b)); },
    ]);
    claim('written', $results[0], strlen($text));
    claim('read', $results[1], hash('crc32b', $text));
});
?>
--EXPECT--
written: yes
read: yes
