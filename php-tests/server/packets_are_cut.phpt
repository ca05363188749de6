--TEST--
Bytes are cut into packets by mark, by length and by a function
--FILE--
<?php
require __DIR__ . '/server.inc';

$ways = [
    'mark' => [['open_eof_split' => true, 'package_eof' => "\r\n"], ["one\r\n", "two\r\n", "three\r\n"]],
    'length' => [
        ['open_length_check' => true, 'package_length_type' => 'n', 'package_body_offset' => 2],
        [pack('n', 3) . 'one', pack('n', 0), pack('n', 5) . 'three'],
    ],
    'function' => [
        ['open_length_check' => true, 'package_length_func' => fn($head) => strlen($head) < 1 ? 0 : ord($head[0])],
        ["\x04one", "\x01", "\x06three"],
    ],
];
foreach ($ways as $name => [$settings, $packets]) {
    $got = [];
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    serve($server, $settings, [
        'Receive' => function ($server, $fd, $reactor, $data) use (&$got) { $got[] = $data; },
    ], function ($server) use ($packets, &$got, $name) {
        $client = client($server);
        fwrite($client, implode($packets));
        wait_until(function () use (&$got, $packets) { return count($got) === count($packets); });
        claim("$name, all at once", $got, $packets);
        $got = [];
        foreach (str_split(implode($packets)) as $byte) {
            fwrite($client, $byte);
            Swoole\Coroutine::sleep(0.001);
        }
        wait_until(function () use (&$got, $packets) { return count($got) === count($packets); });
        claim("$name, byte by byte", $got, $packets);
    });
    unset($server);
}
?>
--EXPECT--
mark, all at once: yes
mark, byte by byte: yes
length, all at once: yes
length, byte by byte: yes
function, all at once: yes
function, byte by byte: yes
