<?php
// Runs every benchmark with each side in turn, several times, and prints the medians and their ratios.
//
//   php benches/run.php swirl=PATH.so [name=path.so ...]      RUNS=5 ONLY=switch,channel BENCH_SCALE=1
//
// The first side is what the others are compared with; "fiber", PHP's own, is always among them. A ratio below 1 means that
// the first side needs less. scripts/bench calls this. The network clients are measured where there are servers to talk to.

declare(strict_types=1);

$runs = (int) (getenv('RUNS') ?: 5);
$only = array_filter(explode(',', getenv('ONLY') ?: ''));
$sides = [];
foreach (array_slice($argv, 1) as $argument) {
    if (!preg_match('/^(\w+)=(.+)$/', $argument, $m) || !is_file($m[2])) {
        fwrite(STDERR, "run.php: \"$argument\" is not name=path of an extension\n");
        exit(2);
    }
    $sides[$m[1]] = ['-d', 'extension=' . realpath($m[2])];
}
if (!$sides) {
    fwrite(STDERR, "usage: php benches/run.php name=path.so ...\n");
    exit(2);
}
$sides['fiber'] = [];
$names = array_keys($sides);

$values = [];   // benchmark => side => list of values
$units = [];
$failed = false;
$clients = getenv('SWIRL_TEST_HTTP_URL') ? ['hooked', 'clients'] : [];
foreach (['create', 'switch', 'channel', 'timers', 'io', 'memory', ...$clients] as $file) {
    if ($only && !in_array($file, $only, true)) {
        continue;
    }
    for ($i = 0; $i < $runs; $i++) {
        // In turn, so that a busy minute of the machine meets all sides.
        foreach ($sides as $side => $arguments) {
            progress("$file, run " . ($i + 1) . " of $runs, $side");
            $process = proc_open([PHP_BINARY, ...$arguments, __DIR__ . "/$file.php"], [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes);
            $output = stream_get_contents($pipes[1]);
            if (proc_close($process) !== 0) {
                progress('');
                fwrite(STDERR, "$file failed with $side:\n$output\n");
                $failed = true;
            }
            foreach (explode("\n", $output) as $line) {
                if (preg_match('/^([\w.]+)\t([\d.]+)\t(\w+)$/', $line, $m)) {
                    $values[$m[1]][$side][] = (float) $m[2];
                    $units[$m[1]] = $m[3];
                }
            }
        }
    }
}
progress('');

$median = function (array $list): float {
    sort($list);
    $middle = intdiv(count($list), 2);
    return count($list) % 2 ? $list[$middle] : ($list[$middle - 1] + $list[$middle]) / 2;
};

printf("PHP %s, median of %d runs, CPU time; the ratio is %s to the other, below 1 is better\n\n", PHP_VERSION, $runs, $names[0]);
printf("%-36s %-6s %10s", '', '', $names[0]);
foreach (array_slice($names, 1) as $name) {
    printf(" %10s %6s", $name, 'ratio');
}
echo "\n";
foreach ($values as $benchmark => $bySide) {
    printf("%-36s %-6s", $benchmark, $units[$benchmark]);
    $own = isset($bySide[$names[0]]) ? $median($bySide[$names[0]]) : null;
    printf(" %10s", $own === null ? 'failed' : number_format($own, $own < 100 ? 1 : 0));
    foreach (array_slice($names, 1) as $name) {
        $other = isset($bySide[$name]) ? $median($bySide[$name]) : null;
        printf(" %10s %6s", $other === null ? '-' : number_format($other, $other < 100 ? 1 : 0), $own && $other ? sprintf('%.2f', $own / $other) : '-');
    }
    echo "\n";
}
exit($failed ? 1 : 0);

/** Says on a terminal what is going on, in one line that goes away. */
function progress(string $text): void
{
    if (stream_isatty(STDERR)) {
        fwrite(STDERR, sprintf("\r%-50s\r", $text));
    }
}
