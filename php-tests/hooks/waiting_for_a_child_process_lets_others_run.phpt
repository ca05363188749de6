--TEST--
Waiting for processes (exec, proc_open, pcntl_waitpid) lets others run
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $results = all([
        'exec' => function () { exec('sleep 0.3; echo done', $lines, $status); return [$lines, $status]; },
        'shell_exec' => fn () => shell_exec('sleep 0.3; echo text'),
        'proc_open' => function () {
            $process = proc_open('sleep 0.3; cat; exit 4', [['pipe', 'r'], ['pipe', 'w']], $pipes);
            fwrite($pipes[0], 'through');
            fclose($pipes[0]);
            return [stream_get_contents($pipes[1]), proc_close($process)];
        },
        'others' => function () { $n = 0; for ($i = 0; $i < 20; $i++) { Co::sleep(0.005); $n++; } return $n; },
    ]);
    claim('exec', $results['exec'], [['done'], 0]);
    claim('shell_exec', $results['shell_exec'], "text\n");
    claim('proc_open', $results['proc_open'], ['through', 4]);
    claim('others', $results['others'], 20);
});
?>
--EXPECT--
exec: yes
shell_exec: yes
proc_open: yes
others: yes
