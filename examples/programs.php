<?php
// Several programs at the same time, with the functions that PHP has always had: make run SCRIPT=examples/programs.php

declare(strict_types=1);

require __DIR__ . '/side_by_side.inc';

side_by_side('exec(), shell_exec(), popen() and proc_open():', [
    'exec' => fn () => exec('sleep 0.2; echo 1'),
    'shell_exec' => fn () => shell_exec('sleep 0.2; echo 2'),
    'backticks' => fn () => `sleep 0.2; echo 3`,
    'popen' => fn () => stream_get_contents(popen('sleep 0.2; echo 4', 'r')),
    'proc_open' => function () {
        $process = proc_open(['sh', '-c', 'sleep 0.2; cat'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
        fwrite($pipes[0], '5');
        fclose($pipes[0]);
        $output = stream_get_contents($pipes[1]);
        proc_close($process);
        return $output;
    },
]);
