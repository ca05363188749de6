--TEST--
One coroutine may read from a socket while another writes to it
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $text = str_repeat('w', 1000000);
    $results = all([
        'reads a' => fn () => fread($a, 10),
        'writes a' => fn () => fwrite($a, $text),
        'other end' => function () use ($b) {
            Co::sleep(0.002);
            fwrite($b, 'hello');
            for ($n = 0; $n < 1000000; $n += strlen(fread($b, 65536)));
            return $n;
        },
    ]);
    claim('both', $results, ['reads a' => 'hello', 'writes a' => 1000000, 'other end' => 1000000]);
});
?>
--EXPECT--
both: yes
