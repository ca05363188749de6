--TEST--
http_stream_body: a handler of Http\Server reads the body as it comes, and the client waits for it
--FILE--
<?php
require __DIR__ . '/../server/server.inc';
require __DIR__ . '/../http/bytes.inc';
require __DIR__ . '/../http/streamed_bodies.inc';

$server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
$settings = ['worker_num' => 1, 'http_stream_body' => true, 'package_max_length' => 100000];
serve($server, $settings, ['Request' => 'answer_streamed'], function ($server) {
    stream_bodies(fn () => client($server));
});
?>
--EXPECT--
begun before the body has come: yes
the rest, and the end: yes
begun before the body has come: yes
the rest, and the end: yes
as long as asked for, and what is left: yes
a form is waited for: yes
a wait may end: yes
nobody reads: yes
nor the next: yes
the connection stays: yes
not when that would be too much: yes
told to go on when it is read: yes
went on: yes
not told when nobody reads: yes
the limit is one of what is kept: yes
the client waits for the handler: yes
and all comes: yes
a client that goes: yes
a body that breaks the rules ends: yes
