--TEST--
A refused connection gives PHP's own warning and error number
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($server, false);
    fclose($server);
    claim('result', @stream_socket_client("tcp://$address", $errno, $error, 5), false);
    claim('errno', [$errno, $error], [SOCKET_ECONNREFUSED, 'Connection refused']);
    @file_get_contents("http://$address/");
    claim('the warning', str_contains(error_get_last()['message'], 'Failed to open stream: Connection refused'));
});
?>
--EXPECT--
result: yes
errno: yes
the warning: yes
