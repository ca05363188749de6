--TEST--
pcntl_fork() in a coroutine: the child has only that coroutine, the parent goes on as if nothing was
--FILE--
<?php
require __DIR__ . '/../include.inc';

$file = tempnam(sys_get_temp_dir(), 'swirl');
$note = fn (string $what) => file_put_contents($file, "$what\n", FILE_APPEND);
$me = getmypid();
$who = fn () => getmypid() === $me ? 'parent' : 'child';
[$here, $there] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);

Co\run(function () use ($note, $who, $here, $there) {
    go(function () use ($note, $who) {
        try {
            Co::sleep(0.03);
            $note('a sleeper in the ' . $who());
        } finally {
            $note('its end in the ' . $who());
        }
    });
    go(function () use ($note, $who, $here) {
        $note('a reader in the ' . $who() . ' got ' . fread($here, 10));
    });
    Swoole\Timer::after(20, fn () => $note('a timer in the ' . $who()));
    Co::sleep(0.001);

    $pid = pcntl_fork();
    if ($pid === 0) {
        claim('in the child there is one coroutine', iterator_to_array(Co::list()), [Co::getCid()]);
        $order = [];
        $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        go(function () use (&$order, $pair) { $order[] = fread($pair[0], 10); });
        go(function () use (&$order) { usleep(1000); $order[] = 'slept'; });
        go(function () use (&$order) { $order[] = gethostbyname('localhost'); });
        go(function () use (&$order, $who) { $order[] = trim(shell_exec('echo shell')); });
        $order[] = 'go on';
        fwrite($pair[1], 'read');
        Co::sleep(0.1);
        claim('first', array_shift($order), 'go on');
        sort($order);
        claim('new ones wait side by side', $order, ['127.0.0.1', 'read', 'shell', 'slept']);
        return;
    }
    pcntl_waitpid($pid, $status);
    claim('the child has ended', pcntl_wexitstatus($status), 7);
    fwrite($there, 'data');
});
if ($who() === 'child') {
    exit(7);
}
claim('each did its part once', explode("\n", trim(file_get_contents($file))), ['a timer in the parent', 'a sleeper in the parent', 'its end in the parent', 'a reader in the parent got data']);
unlink($file);
?>
--EXPECT--
in the child there is one coroutine: yes
first: yes
new ones wait side by side: yes
the child has ended: yes
each did its part once: yes
