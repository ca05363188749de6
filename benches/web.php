<?php
// HTTP servers under load: php benches/web.php NAME=PATH [NAME=PATH …] [--only ROW,ROW] [--seconds N] [--rounds N]
//
// Each row starts a server with each side in turn, as often as there are rounds, and loads it with wrk, h2load or a client of
// its own. Printed are medians: answers a second; within what time 99 % of them came, where wrk asked; the server's CPU time
// for each, and its ratio to that of the last side (in brackets the least and the most of the rounds); memory above idle.
// The client has the last core and the server the first one, but where it has two workers.
//
// A side is an extension. A program, started as PATH PORT, says hello, too: the floor for this machine is what
// `cargo bench --no-default-features --bench bare_http --no-run` builds.

declare(strict_types=1);

/** What wrk is asked to do; nothing where something else loads the server. */
const ROWS = [
    'hello' => '-c 64 http://%s/',
    'hello1000' => '-c 1000 http://%s/',
    'hello_close' => '-c 64 -H "Connection: close" http://%s/',
    'hello_2workers' => '-c 64 http://%s/',
    'coroutine' => '-c 64 http://%s/',
    'coroutine1000' => '-c 1000 http://%s/',
    'coroutine_close' => '-c 64 -H "Connection: close" http://%s/',
    'json' => '-c 64 -H "X-One: 1" -H "X-Two: 2" -H "X-Three: 3" -H "X-Four: 4" -H "X-Five: 5" http://%s/json',
    'static4k' => '-c 64 http://%s/4k.bin',
    'static1m' => '-c 16 http://%s/1m.bin',
    'pipelined' => '-c 64 -s %2$s/pipeline.lua http://%1$s/',
    'http2' => null,
    'websocket' => null,
    'uploads' => null,
];
const UPLOADS = 32;
const UPLOAD_SIZE = 20 << 20;

if (($argv[1] ?? '') === '--serve') {
    str_starts_with($argv[2], 'coroutine') ? serve_in_coroutines((int) $argv[3]) : serve($argv[2], (int) $argv[3], $argv[4]);
    exit;
}
[$sides, $rows, $seconds, $rounds] = [[], array_keys(ROWS), 4, 3];
for ($i = 1; $i < $argc; $i++) {
    match ($argv[$i]) {
        '--only' => $rows = explode(',', $argv[++$i]),
        '--seconds' => $seconds = (int) $argv[++$i],
        '--rounds' => $rounds = (int) $argv[++$i],
        default => $sides[strstr($argv[$i], '=', true)] = realpath(substr(strstr($argv[$i], '='), 1)) ?: exit("web.php: no $argv[$i]\n"),
    };
}
$folder = sys_get_temp_dir() . '/web-bench-' . getmypid();
mkdir("$folder/uploads", recursive: true);
file_put_contents("$folder/4k.bin", str_repeat('x', 4096));
file_put_contents("$folder/1m.bin", str_repeat('x', 1 << 20));
file_put_contents("$folder/pipeline.lua", 'init = function() local r = {} for i = 1, 16 do r[i] = wrk.format("GET", "/") end all = table.concat(r) end request = function() return all end');
printf("%-16s %-8s %12s %9s %12s %20s %12s\n", 'row', 'side', 'per second', 'p99', 'CPU each', 'ratio', 'more memory');
foreach ($rows as $row) {
    $measured = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($sides as $name => $path) {
            if (str_ends_with($path, '.so') || in_array($row, ['hello', 'hello1000'], true)) {
                $measured[$name][] = measure($row, $path, $folder, $seconds);
            }
        }
    }
    foreach ($measured as $name => $results) {
        report($row, $name, $results, end($measured));
    }
}
array_map('unlink', array_merge(glob("$folder/*.*"), glob("$folder/uploads/*")));
rmdir("$folder/uploads");
rmdir($folder);

function report(string $row, string $name, array $results, array $last): void
{
    $column = fn (string $key) => array_column($results, $key);
    $ratios = array_map(fn ($own, $other) => $own / max($other, 1e-12), $column('cpu'), array_column($last, 'cpu'));
    printf(
        "%-16s %-8s %12.1f %9s %9.2f us %6.2f (%4.2f-%5.2f) %8.1f MiB\n",
        $row, $name, median($column('rate')), median($column('p99')) === 0.0 ? '' : sprintf('%.1f ms', median($column('p99')) * 1e3),
        median($column('cpu')) * 1e6, median($ratios), min($ratios), max($ratios), median($column('memory')) / 1024,
    );
}

function median(array $values): float
{
    sort($values);
    return (float) $values[intdiv(count($values), 2)];
}

/** The server of a row. */
function serve(string $row, int $port, string $folder): void
{
    $server = $row === 'websocket' ? new Swoole\WebSocket\Server('127.0.0.1', $port, SWOOLE_BASE) : new Swoole\Http\Server('127.0.0.1', $port, SWOOLE_BASE);
    $server->set(['worker_num' => $row === 'hello_2workers' ? 2 : 1, 'log_level' => SWOOLE_LOG_NONE] + match ($row) {
        'static4k', 'static1m' => ['enable_static_handler' => true, 'document_root' => $folder],
        'http2' => ['open_http2_protocol' => true],
        'uploads' => ['upload_max_filesize' => 64 << 20, 'upload_tmp_dir' => "$folder/uploads", 'package_max_length' => 64 << 20],
        default => [],
    });
    $server->on('request', match ($row) {
        'json' => 'answer_with_json',
        'uploads' => fn ($request, $response) => $response->end((string) ($request->files['f']['size'] ?? 0)),
        default => fn ($request, $response) => $response->end('hello'),
    });
    if ($row === 'websocket') {
        $server->on('message', fn ($server, $frame) => $server->push($frame->fd, $frame->data));
    }
    $server->start();
}

function serve_in_coroutines(int $port): void
{
    Co\run(function () use ($port) {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', $port);
        $server->handle('/', fn ($request, $response) => $response->end('hello'));
        $server->start();
    });
}

function answer_with_json($request, $response): void
{
    $items = [];
    for ($i = 0; $i < 13; $i++) {
        $items[] = ['id' => $i, 'name' => "item $i", 'price' => $i * 1.25, 'tags' => ['red', 'green'], 'in_stock' => $i % 2 === 0];
    }
    $asked = array_map(fn ($name) => $request->header[$name] ?? '', ['host', 'x-one', 'x-two', 'x-three', 'x-four', 'x-five']);
    $response->header('Content-Type', 'application/json');
    $response->end(json_encode(['path' => $request->server['request_uri'], 'asked' => $asked, 'items' => $items]));
}

/** Answers a second, seconds for 99 % of them, seconds of CPU an answer, and KiB that the server's memory had grown. */
function measure(string $row, string $path, string $folder, int $seconds): array
{
    $probe = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) explode(':', stream_socket_get_name($probe, false))[1];
    fclose($probe);
    $php = [PHP_BINARY, '-d', "extension=$path", '-d', 'memory_limit=-1', __FILE__, '--serve', $row, (string) $port, $folder];
    $command = str_ends_with($path, '.so') ? $php : [$path, (string) $port];
    $server = proc_open($row === 'hello_2workers' ? $command : ['taskset', '-c', '0', ...$command], [], $pipes);
    while (!$connection = @stream_socket_client("tcp://127.0.0.1:$port")) {
        usleep(10000);
    }
    fclose($connection);
    $pids = family(proc_get_status($server)['pid']);
    $idle = memory($pids, 'VmRSS');
    array_map(fn ($pid) => @file_put_contents("/proc/$pid/clear_refs", '5'), $pids);
    [$cpu, $start, $p99] = [cpu($pids), hrtime(true), 0.0];
    $answers = match ($row) {
        'http2' => h2load("-c 16 -m 32 -t 1 -D $seconds http://127.0.0.1:$port/"),
        'websocket' => echo_frames($port, $seconds),
        'uploads' => upload($port),
        default => wrk("-t 1 -d $seconds --latency " . sprintf(ROWS[$row], "127.0.0.1:$port", $folder), $p99),
    };
    $time = (hrtime(true) - $start) / 1e9;
    $cpu = (cpu($pids) - $cpu) / max($answers, 1);
    $memory = memory($pids, 'VmHWM') - $idle;
    proc_terminate($server);
    proc_close($server);
    return ['rate' => $answers / $time, 'p99' => $p99, 'cpu' => $cpu, 'memory' => $memory];
}

/** A process and its descendants. */
function family(int $pid): array
{
    $children = array_filter(explode(' ', (string) @file_get_contents("/proc/$pid/task/$pid/children")));
    return array_merge([$pid], ...array_map(fn ($child) => family((int) $child), $children));
}

/** Seconds of CPU time, of all threads. */
function cpu(array $pids): float
{
    $nanos = 0;
    foreach ($pids as $pid) {
        foreach (glob("/proc/$pid/task/*/schedstat") as $file) {
            $nanos += (int) @file_get_contents($file);
        }
    }
    return $nanos / 1e9;
}

function memory(array $pids, string $what): int
{
    $read = fn ($pid) => preg_match("/$what:\s+(\d+)/", (string) @file_get_contents("/proc/$pid/status"), $found) ? (int) $found[1] : 0;
    return array_sum(array_map($read, $pids));
}

/** A command of a client, on the last core. */
function client(string $command): string
{
    $last = max(0, (int) shell_exec('nproc') - 1);
    return (string) shell_exec("taskset -c $last $command 2>&1");
}

function wrk(string $arguments, float &$p99): int
{
    $said = client("wrk $arguments");
    if (preg_match('/Socket errors.*|Non-2xx.*/', $said, $errors)) {
        fwrite(STDERR, "wrk: $errors[0]\n");
    }
    if (preg_match('/ 99%\s+([\d.]+)(us|ms|s)/', $said, $found)) {
        $p99 = $found[1] * ['us' => 1e-6, 'ms' => 1e-3, 's' => 1][$found[2]];
    }
    return preg_match('/(\d+) requests in/', $said, $found) ? (int) $found[1] : 0;
}

function h2load(string $arguments): int
{
    return preg_match('/(\d+) succeeded/', client("h2load $arguments"), $found) ? (int) $found[1] : 0;
}

/** 64 connections, each of which sends a frame when the last one has come back. */
function echo_frames(int $port, int $seconds): int
{
    $frame = "\x81\xa0\0\0\0\0" . str_repeat('m', 32);
    [$connections, $answers, $end] = [[], 0, hrtime(true) + $seconds * 1e9];
    for ($i = 0; $i < 64; $i++) {
        $connection = stream_socket_client("tcp://127.0.0.1:$port");
        fwrite($connection, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        for ($head = ''; !str_ends_with($head, "\r\n\r\n"); $head .= fread($connection, 1));
        fwrite($connection, $frame);
        $connections[] = $connection;
    }
    while (hrtime(true) < $end) {
        [$readable, $none] = [$connections, []];
        stream_select($readable, $none, $none, 1);
        foreach ($readable as $connection) {
            $answers += strlen(fread($connection, 34)) === 34;
            fwrite($connection, $frame);
        }
    }
    return $answers;
}

/** Forms with a file each, all at once; the answers must tell how long the files are. */
function upload(int $port): int
{
    $before = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
    $after = "\r\n--XX--\r\n";
    $length = strlen($before) + UPLOAD_SIZE + strlen($after);
    [$open, $left, $data] = [[], [], str_repeat('d', 1 << 18)];
    for ($i = 0; $i < UPLOADS; $i++) {
        $open[$i] = stream_socket_client("tcp://127.0.0.1:$port");
        fwrite($open[$i], "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: $length\r\n\r\n$before");
        stream_set_blocking($open[$i], false);
        $left[$i] = UPLOAD_SIZE;
    }
    while ($left) {
        [$writable, $none] = [array_intersect_key($open, $left), []];
        stream_select($none, $writable, $none, 10);
        foreach ($writable as $i => $connection) {
            $left[$i] -= (int) fwrite($connection, $left[$i] < strlen($data) ? substr($data, 0, $left[$i]) : $data);
            if ($left[$i] <= 0) {
                unset($left[$i]);
                stream_set_blocking($connection, true);
                fwrite($connection, $after);
            }
        }
    }
    return count(array_filter($open, function ($connection) {
        for ($got = ''; !str_contains($got, "\r\n\r\n" . UPLOAD_SIZE) && !feof($connection); $got .= fread($connection, 1000));
        return str_contains($got, "\r\n\r\n" . UPLOAD_SIZE);
    }));
}
