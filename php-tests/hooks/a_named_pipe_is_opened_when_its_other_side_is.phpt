--TEST--
Opening a named pipe waits for the other side, coroutine or process, and lets others run; before the first byte, and until it is cancelled
--FILE--
<?php
require __DIR__ . '/../include.inc';

$pipe = sys_get_temp_dir() . '/swirl-fifo-' . getmypid();
posix_mkfifo($pipe, 0600);

Co\run(function () use ($pipe) {
    foreach (['r' => 'w', 'w' => 'r'] as $first => $second) {
        $open = new Co\Channel(1);
        [$text] = all([
            function () use ($pipe, $first, $open) {
                $stream = fopen($pipe, $first);
                $open->push(true);
                return $first === 'r' ? stream_get_contents($stream) : fwrite($stream, 'words');
            },
            function () use ($pipe, $second, $open) {
                $stream = fopen($pipe, $second);
                // The other is there, though nobody has written yet.
                $open->pop();
                return $second === 'r' ? stream_get_contents($stream) : fwrite($stream, 'words');
            },
        ]);
        claim("$first first", in_array($text, ['words', 5], true));
    }

    $child = proc_open(['sh', '-c', 'read line; echo "$line and back" > "$0"', $pipe], [['pipe', 'r']], $pipes);
    [$line] = all([
        fn () => file_get_contents($pipe),
        fn () => fwrite($pipes[0], "there\n"),
    ]);
    claim('from a process', $line, "there and back\n");
    proc_close($child);

    $child = proc_open(['sh', '-c', 'read line; cat "$0"', $pipe], [['pipe', 'r'], ['pipe', 'w']], $pipes);
    all([
        fn () => file_put_contents($pipe, 'to a process'),
        fn () => fwrite($pipes[0], "go\n"),
    ]);
    claim('to a process', stream_get_contents($pipes[1]), 'to a process');
    proc_close($child);

    foreach (['r', 'w'] as $mode) {
        $ended = new Co\Channel(1);
        $cid = go(function () use ($pipe, $mode, $ended) {
            $stream = @fopen($pipe, $mode);
            $ended->push([$stream, error_get_last()['message'] ?? '']);
        });
        Co::cancel($cid);
        [$stream, $why] = $ended->pop();
        claim("cancelled ($mode)", [$stream, str_contains($why, 'Software caused connection abort')], [false, true]);
    }
    $stream = fopen($pipe, 'r+');
    claim('both sides at once wait for nobody', is_resource($stream));
});
unlink($pipe);
?>
--EXPECT--
r first: yes
w first: yes
from a process: yes
to a process: yes
cancelled (r): yes
cancelled (w): yes
both sides at once wait for nobody: yes
