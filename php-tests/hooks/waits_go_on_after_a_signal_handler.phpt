--TEST--
A PHP signal handler that runs during a wait sees the wait go on afterwards, whatever waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

pcntl_async_signals(true);
Co\run(function () {
    $handled = [];
    $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $child = proc_open(['/bin/sh', '-c', 'read x; exit 3'], [['pipe', 'r']], $pipes);
    // The signals come while nobody runs, each after the one before was handled: two that wait are one.
    $killer = proc_open(['/bin/sh', '-c', 'while read x; do sleep 0.01; kill -USR1 ' . getmypid() . '; done'], [['pipe', 'r']], $next);
    pcntl_signal(SIGUSR1, function () use (&$handled, $next) {
        $handled[] = 'USR1';
        count($handled) < 3 ? fwrite($next[0], "next\n") : fclose($next[0]);
    });
    fwrite($next[0], "first\n");
    $start = hrtime(true);
    $results = all([
        'sleep' => function () { $start = hrtime(true); usleep(60000); return ms_since($start) >= 60; },
        'read' => fn () => fread($pair[0], 10),
        'close' => function () use ($child) { pcntl_waitpid(proc_get_status($child)['pid'], $status); return pcntl_wexitstatus($status); },
        'end' => function () use (&$handled, $pair, $pipes) {
            wait_until(function () use (&$handled) { return count($handled) === 3; });
            fwrite($pair[1], 'data');
            fclose($pipes[0]);
        },
    ]);
    claim('the sleep was not cut short', $results['sleep']);
    claim('the read got its data', $results['read'], 'data');
    claim('the child its end', $results['close'], 3);
    claim('all signals were handled', $handled, ['USR1', 'USR1', 'USR1']);
});
?>
--EXPECT--
the sleep was not cut short: yes
the read got its data: yes
the child its end: yes
all signals were handled: yes
