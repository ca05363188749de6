--TEST--
async.tcp, async.unix, async.file and so on are other names of transports and files
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('all are there', array_diff(['async.tcp', 'async.udp', 'async.unix', 'async.udg', 'async.ssl', 'async.tls'], stream_get_transports()), []);
claim('and the wrapper', in_array('async.file', stream_get_wrappers()));
Co\run(function () {
    $server = stream_socket_server('async.tcp://127.0.0.1:0');
    go(fn () => fwrite(stream_socket_accept($server), 'hello'));
    claim('tcp', fread(stream_socket_client('async.tcp://' . stream_socket_get_name($server, false)), 10), 'hello');
    $folder = sys_get_temp_dir() . '/swirl-' . getmypid();
    claim('a folder', mkdir("async.file://$folder") && is_dir($folder));
    $server = stream_socket_server("async.udg://$folder/socket", $errno, $error, STREAM_SERVER_BIND);
    fwrite(stream_socket_client("async.udg://$folder/socket"), 'datagram');
    claim('datagrams', fread($server, 100), 'datagram');
    unlink("async.file://$folder/socket");
    claim('written', file_put_contents("async.file://$folder/a", 'content'), 7);
    claim('renamed', rename("async.file://$folder/a", "async.file://$folder/b"));
    claim('read', file_get_contents("async.file://$folder/b"), 'content');
    claim('listed', array_values(array_diff(scandir("async.file://$folder"), ['.', '..'])), ['b']);
    claim('touched', touch("async.file://$folder/b", 1000) && filemtime("async.file://$folder/b") === 1000);
    claim('locked', flock($file = fopen("async.file://$folder/b", 'r'), LOCK_EX));
    claim('removed', unlink("async.file://$folder/b") && rmdir("async.file://$folder") && !file_exists($folder));
});
claim('outside', str_contains(file_get_contents('async.file://' . __FILE__), 'claim'));
?>
--EXPECTREGEX--
([^\n]*: yes\n?)+
