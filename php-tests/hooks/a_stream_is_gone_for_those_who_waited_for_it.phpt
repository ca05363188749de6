--TEST--
fclose() while another coroutine reads: the read ends at once, and finds no stream any more
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $client = stream_socket_client('tcp://' . stream_socket_get_name($server, false));
    $accepted = stream_socket_accept($server);
    $reader = go(function () use ($client, &$seen) {
        $seen = [fread($client, 100), get_resource_type($client)];
    });
    fclose($client);
    claim('at once', $seen, [false, 'Unknown']);
});
?>
--EXPECT--
at once: yes
