<?php
// HTTP servers under load: php benches/web.php NAME=EXTENSION.so [NAME=EXTENSION.so …] [--only ROW,ROW] [--seconds N]
//
// Each row starts a server with each extension in turn, loads it with wrk, h2load or with a client of its own, and prints
// what was answered a second, and the CPU time of the server for each answer. The client runs beside it on the same machine.

declare(strict_types=1);

const ROWS = ['static4k', 'static1m', 'http2', 'pipelined', 'websocket', 'uploads'];
const UPLOADS = 32;
const UPLOAD_SIZE = 20 << 20;

if (($argv[1] ?? '') === '--serve') {
    serve($argv[2], (int) $argv[3], $argv[4]);
    exit;
}
$extensions = [];
[$rows, $seconds] = [ROWS, 4];
for ($i = 1; $i < $argc; $i++) {
    match (true) {
        $argv[$i] === '--only' => $rows = explode(',', $argv[++$i]),
        $argv[$i] === '--seconds' => $seconds = (int) $argv[++$i],
        default => [$name, $path] = explode('=', $argv[$i], 2),
    };
    if (isset($name, $path)) {
        $extensions[$name] = $path;
        unset($name, $path);
    }
}
$folder = sys_get_temp_dir() . '/web-bench-' . getmypid();
mkdir("$folder/uploads", recursive: true);
file_put_contents("$folder/4k.bin", str_repeat('x', 4096));
file_put_contents("$folder/1m.bin", str_repeat('x', 1 << 20));
file_put_contents("$folder/pipeline.lua", 'init = function() local r = {} for i = 1, 16 do r[i] = wrk.format("GET", "/") end all = table.concat(r) end request = function() return all end');
printf("%-10s %-10s %14s %14s %12s\n", 'row', 'extension', 'per second', 'CPU each', 'more memory');
foreach ($rows as $row) {
    foreach ($extensions as $name => $path) {
        [$answers, $time, $cpu, $memory] = measure($row, $path, $folder, $seconds);
        printf("%-10s %-10s %14.1f %11.2f us %8.1f MiB\n", $row, $name, $answers / $time, $cpu / max($answers, 1) * 1e6, $memory / 1024);
    }
}
array_map('unlink', array_merge(glob("$folder/*.*"), glob("$folder/uploads/*")));
rmdir("$folder/uploads");
rmdir($folder);

/** The server of a row. */
function serve(string $row, int $port, string $folder): void
{
    $server = $row === 'websocket' ? new Swoole\WebSocket\Server('127.0.0.1', $port, SWOOLE_BASE) : new Swoole\Http\Server('127.0.0.1', $port, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE] + match ($row) {
        'static4k', 'static1m' => ['enable_static_handler' => true, 'document_root' => $folder],
        'http2' => ['open_http2_protocol' => true],
        'uploads' => ['upload_max_filesize' => 64 << 20, 'upload_tmp_dir' => "$folder/uploads", 'package_max_length' => 64 << 20],
        default => [],
    });
    $server->on('request', function ($request, $response) use ($row) {
        $response->end($row === 'uploads' ? (string) ($request->files['f']['size'] ?? 0) : 'hello world');
    });
    if ($row === 'websocket') {
        $server->on('message', fn ($server, $frame) => $server->push($frame->fd, $frame->data));
    }
    $server->start();
}

/** Answers, seconds, seconds of CPU, and KiB that the server's memory had grown. */
function measure(string $row, string $extension, string $folder, int $seconds): array
{
    $probe = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) explode(':', stream_socket_get_name($probe, false))[1];
    fclose($probe);
    $command = [PHP_BINARY, '-d', "extension=$extension", '-d', 'memory_limit=-1', __FILE__, '--serve', $row, (string) $port, $folder];
    $server = proc_open($command, [], $pipes);
    while (!$connection = @stream_socket_client("tcp://127.0.0.1:$port")) {
        usleep(10000);
    }
    fclose($connection);
    $pids = family(proc_get_status($server)['pid']);
    $idle = memory($pids, 'VmRSS');
    array_map(fn ($pid) => @file_put_contents("/proc/$pid/clear_refs", '5'), $pids);
    [$cpu, $start] = [cpu($pids), hrtime(true)];
    $answers = match ($row) {
        'static4k' => wrk("-c 64 -t 1 -d $seconds http://127.0.0.1:$port/4k.bin"),
        'static1m' => wrk("-c 16 -t 1 -d $seconds http://127.0.0.1:$port/1m.bin"),
        'pipelined' => wrk("-c 64 -t 1 -d $seconds -s $folder/pipeline.lua http://127.0.0.1:$port/"),
        'http2' => h2load("-c 16 -m 32 -t 1 -D $seconds http://127.0.0.1:$port/"),
        'websocket' => echo_frames($port, $seconds),
        'uploads' => upload($port),
    };
    $time = (hrtime(true) - $start) / 1e9;
    $result = [$answers, $time, cpu($pids) - $cpu, memory($pids, 'VmHWM') - $idle];
    proc_terminate($server);
    proc_close($server);
    return $result;
}

/** A process and its descendants. */
function family(int $pid): array
{
    $children = array_filter(explode(' ', (string) @file_get_contents("/proc/$pid/task/$pid/children")));
    return array_merge([$pid], ...array_map(fn ($child) => family((int) $child), $children));
}

function cpu(array $pids): float
{
    $ticks = 0;
    foreach ($pids as $pid) {
        $fields = explode(' ', substr(strrchr((string) @file_get_contents("/proc/$pid/stat"), ')'), 2));
        $ticks += (int) $fields[11] + (int) $fields[12];
    }
    return $ticks / 100;
}

function memory(array $pids, string $what): int
{
    $read = fn ($pid) => preg_match("/$what:\s+(\d+)/", (string) @file_get_contents("/proc/$pid/status"), $found) ? (int) $found[1] : 0;
    return array_sum(array_map($read, $pids));
}

function wrk(string $arguments): int
{
    return preg_match('/(\d+) requests in/', (string) shell_exec("wrk $arguments 2>&1"), $found) ? (int) $found[1] : 0;
}

function h2load(string $arguments): int
{
    return preg_match('/(\d+) succeeded/', (string) shell_exec("h2load $arguments 2>&1"), $found) ? (int) $found[1] : 0;
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
