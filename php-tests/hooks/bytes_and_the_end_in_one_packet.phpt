--TEST--
Bytes and the end of a stream that arrive together are both read at once, many times over, although descriptors' numbers return
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($server, false);
    go(function () use ($server) {
        for ($i = 0; $i < 200; $i++) {
            $peer = stream_socket_accept($server, 10);
            fread($peer, 100);
            fwrite($peer, "answer $i");
            fclose($peer);
        }
    });
    $right = $ended = 0;
    $start = hrtime(true);
    for ($i = 0; $i < 200; $i++) {
        $client = stream_socket_client("tcp://$address");
        fwrite($client, 'question');
        $right += fread($client, 100) === "answer $i";
        $ended += fread($client, 100) === '' && feof($client);
        fclose($client);
    }
    claim('all answers', $right === 200);
    claim('all ends', $ended === 200);
    claim('without waiting for a timeout', ms_since($start) < 10000);
});
?>
--EXPECT--
all answers: yes
all ends: yes
without waiting for a timeout: yes
