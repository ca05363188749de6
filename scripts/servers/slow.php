<?php
// An HTTP server whose answers come late, for tests and demonstrations of waiting: php scripts/servers/slow.php PORT
//
//   GET /?ms=100            the answer comes after 100 ms
//   GET /?ms=100&bytes=5000 with a body of 5000 bytes
//   GET /?ms=100&drip=5     in five parts, 100 ms apart
//   GET /?hang=1            no answer, ever
//
// One process, any number of connections at a time (select's limit: about 1000). Plain PHP on purpose: it must work
// without the extension that is being tested. Each connection serves one request.

$server = stream_socket_server("tcp://127.0.0.1:{$argv[1]}", $errno, $error, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN,
    stream_context_create(['socket' => ['backlog' => 1024]]));
if (!$server) {
    fwrite(STDERR, "slow: $error\n");
    exit(1);
}
stream_set_blocking($server, false);

$connections = [];  // id => stream
$requests = [];     // id => what came so far
$due = [];          // id => list of [time, text]; the connection ends with the last

while (true) {
    $now = microtime(true);
    $next = null;
    foreach ($due as $id => $parts) {
        while ($parts && $parts[0][0] <= $now) {
            @fwrite($connections[$id], array_shift($parts)[1]);
        }
        $due[$id] = $parts;
        if (!$parts) {
            forget($id);
        } else {
            $next = min($next ?? INF, $parts[0][0]);
        }
    }

    $read = [$server, ...array_values($connections)];
    $write = $except = null;
    $wait = $next === null ? null : max(0, (int) ceil(($next - microtime(true)) * 1e6));
    if (!@stream_select($read, $write, $except, $wait === null ? null : intdiv($wait, 1000000), $wait === null ? null : $wait % 1000000)) {
        continue;
    }
    foreach ($read as $stream) {
        if ($stream === $server) {
            while ($new = @stream_socket_accept($server, 0)) {
                stream_set_blocking($new, true);
                $connections[get_resource_id($new)] = $new;
                $requests[get_resource_id($new)] = '';
            }
            continue;
        }
        $id = get_resource_id($stream);
        $data = fread($stream, 65536);
        if ($data === '' || $data === false) {
            forget($id);
            continue;
        }
        $requests[$id] .= $data;
        if (!isset($due[$id]) && str_contains($requests[$id], "\r\n\r\n")) {
            answer($id, $requests[$id]);
        }
    }
}

function answer(int $id, string $request): void
{
    global $due;
    preg_match('~^\S+ \S*?\?(\S*) ~', $request, $m);
    parse_str($m[1] ?? '', $query);
    if (isset($query['hang'])) {
        return;
    }
    $late = (float) ($query['ms'] ?? 0) / 1000;
    $parts = max(1, (int) ($query['drip'] ?? 1));
    $body = isset($query['bytes']) ? str_repeat('b', (int) $query['bytes']) : 'answered after ' . ($query['ms'] ?? 0) . " ms\n";
    $text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . strlen($body) . "\r\nConnection: close\r\n\r\n" . $body;
    foreach (str_split($text, (int) ceil(strlen($text) / $parts)) as $i => $part) {
        $due[$id][] = [microtime(true) + $late * ($i + 1), $part];
    }
}

function forget(int $id): void
{
    global $connections, $requests, $due;
    fclose($connections[$id]);
    unset($connections[$id], $requests[$id], $due[$id]);
}
