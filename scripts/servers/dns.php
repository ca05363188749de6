<?php
// A name server for tests that takes its time: php dns.php PORT
//
// Names end in .test; the first label says what happens:
//   nNNN        127.0.0.1 (or ::1, a mail server, a text ...), after 100 ms
//   quick       the same, at once
//   never       no answer
//   missing     no such name
// Addresses 127.0.0.N have names too: nN.test, after 100 ms. Whatever else it is asked does not exist.

$socket = stream_socket_server("udp://127.0.0.1:{$argv[1]}", $errno, $error, STREAM_SERVER_BIND);
if (!$socket) {
    fwrite(STDERR, "dns: $error\n");
    exit(1);
}
echo "ready\n";

const A = 1, CNAME = 5, PTR = 12, MX = 15, TXT = 16, AAAA = 28;
$due = [];  // list of [time, answer, peer], in order

while (true) {
    $now = microtime(true);
    while ($due && $due[0][0] <= $now) {
        [, $answer, $peer] = array_shift($due);
        stream_socket_sendto($socket, $answer, 0, $peer);
    }
    $wait = $due ? max(0, (int) (($due[0][0] - $now) * 1e6)) + 100 : null;
    $read = [$socket];
    $write = $except = null;
    if (!stream_select($read, $write, $except, $wait === null ? null : intdiv($wait, 1000000), $wait === null ? null : $wait % 1000000)) {
        continue;
    }
    $question = stream_socket_recvfrom($socket, 512, 0, $peer);
    if (strlen($question) < 17) {
        continue;
    }
    [$late, $answer] = answer($question);
    if ($answer !== null) {
        $due[] = [microtime(true) + $late, $answer, $peer];
        usort($due, fn ($a, $b) => $a[0] <=> $b[0]);
    }
}

/** @return array{float, ?string} seconds to wait, and what to say */
function answer(string $question): array
{
    [$at, $labels] = [12, []];
    while ($length = ord($question[$at])) {
        $labels[] = strtolower(substr($question, $at + 1, $length));
        $at += $length + 1;
    }
    $type = unpack('n', $question, $at + 1)[1];
    $copy = substr($question, 12, $at + 5 - 12);
    $name = implode('.', $labels);

    [$late, $known] = match (true) {
        $name === 'quick.test' => [0.0, true],
        $name === 'never.test' => [0.0, null],
        preg_match('~^n\d+\.test$|^\d+\.0\.0\.127\.in-addr\.arpa$~', $name) === 1 => [0.1, true],
        default => [0.0, false],
    };
    if ($known === null) {
        return [$late, null];
    }
    $data = $known ? record($type, $labels) : null;
    $found = $data === null ? '' : "\xc0\x0c" . pack('nnNn', $type, 1, 60, strlen($data)) . $data;
    $header = substr($question, 0, 2) . "\x81" . ($known ? "\x80" : "\x83") . pack('nnnn', 1, $data === null ? 0 : 1, 0, 0);
    return [$late, $header . $copy . $found];
}

/** @param list<string> $labels */
function record(int $type, array $labels): ?string
{
    $host = end($labels) === 'test';
    return match (true) {
        $host && $type === A => inet_pton('127.0.0.1'),
        $host && $type === AAAA => inet_pton('::1'),
        $host && $type === MX => pack('n', 10) . name('mail', 'test'),
        $host && $type === TXT => text("this is $labels[0]"),
        !$host && $type === PTR => name("n$labels[0]", 'test'),
        default => null,
    };
}

function name(string ...$labels): string
{
    return implode(array_map(text(...), $labels)) . "\0";
}

function text(string $text): string
{
    return chr(strlen($text)) . $text;
}
