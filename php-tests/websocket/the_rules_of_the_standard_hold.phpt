--TEST--
WebSocket: sizes, pings, reserved bits, kinds, fragments, UTF-8, ends: as the standard says, by both kinds of server
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine;
use Swoole\WebSocket\Server;

/** A frame as clients send it. */
function frame(int $opcode, string $data, bool $fin = true, int $bits = 0): string
{
    $length = strlen($data);
    $size = match (true) {
        $length < 126 => chr(0x80 | $length),
        $length < 65536 => "\xfe" . pack('n', $length),
        default => "\xff" . pack('J', $length),
    };
    $mask = "\x12\x34\x56\x78";
    return chr(($fin ? 0x80 : 0) | $bits | $opcode) . $size . $mask . ($data ^ str_repeat($mask, intdiv($length, 4) + 1));
}

/** What servers of this test answer, read to the end: "opcode:data", and for the end "close:code". */
function talk(int $port, string $bytes, int $cut = 0): array
{
    $connection = stream_socket_client("tcp://127.0.0.1:$port");
    stream_set_timeout($connection, 10);
    fwrite($connection, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    while (trim($line = (string) fgets($connection)) !== '') {
    }
    foreach ($cut ? str_split($bytes, $cut) : [$bytes] as $piece) {
        @fwrite($connection, $piece);
        $cut && Coroutine::sleep(0.001);
    }
    $answers = [];
    while (strlen($head = read_all($connection, 2)) === 2) {
        $length = ord($head[1]) & 127;
        $length = match ($length) {
            126 => unpack('n', read_all($connection, 2))[1],
            127 => unpack('J', read_all($connection, 8))[1],
            default => $length,
        };
        $data = read_all($connection, $length);
        $opcode = ord($head[0]) & 15;
        $answers[] = $opcode === 8 ? 'close:' . (strlen($data) ? unpack('n', $data)[1] : '') : "$opcode:" . ($length > 60 ? md5($data) : $data);
        if ($opcode === 8) {
            // It is the server that ends the connection, and says nothing more.
            $rest = stream_get_contents($connection);
            return $rest === '' && feof($connection) ? $answers : [...$answers, 'goes on'];
        }
    }
    return $answers;
}

$end = frame(8, pack('n', 1000));
$cases = ['no bytes' => [frame(1, '') . $end, ['1:', 'close:1000']]];
foreach ([125, 126, 127, 128, 65535, 65536] as $length) {
    $data = str_repeat('*', $length);
    $cases["text of $length bytes"] = [frame(1, $data) . $end, ['1:' . md5($data), 'close:1000']];
    $cases["$length bytes"] = [frame(2, "\xfe" . $data) . $end, ['2:' . md5("\xfe" . $data), 'close:1000']];
}
$cases += [
    'a ping' => [frame(9, '') . $end, ['10:', 'close:1000']],
    'a ping of 125 bytes' => [frame(9, str_repeat("\xff", 125)) . $end, ['10:' . md5(str_repeat("\xff", 125)), 'close:1000']],
    'a ping of 126 bytes' => [frame(9, str_repeat('x', 126)), ['close:1002']],
    'ten pings' => [str_repeat(frame(9, 'p'), 10) . $end, [...array_fill(0, 10, '10:p'), 'close:1000']],
    'a pong nobody asked for' => [frame(10, 'x') . frame(9, 'y') . $end, ['10:y', 'close:1000']],
    'a ping in fragments' => [frame(9, 'a', false) . frame(0, 'b'), ['close:1002']],
    'continued with FIN after nothing' => [frame(0, 'x'), ['close:1002']],
    'continued without FIN after nothing' => [frame(0, 'x', false), ['close:1002']],
    'text in fragments' => [frame(1, 'a', false) . frame(0, 'b', false) . frame(0, 'c') . $end, ['1:abc', 'close:1000']],
    'a ping between fragments' => [frame(1, 'a', false) . frame(9, 'p') . frame(0, 'b') . $end, ['10:p', '1:ab', 'close:1000']],
    'a message between fragments' => [frame(1, 'a', false) . frame(1, 'b'), ['close:1002']],
    'empty fragments' => [frame(1, '', false) . frame(0, '', false) . frame(0, '') . $end, ['1:', 'close:1000']],
    'UTF-8' => [frame(1, "\u{3ba}\u{1f600}\u{0}\u{10ffff}") . $end, ["1:\u{3ba}\u{1f600}\u{0}\u{10ffff}", 'close:1000']],
    'a character over two fragments' => [frame(1, "\xce", false) . frame(0, "\xba") . $end, ["1:\u{3ba}", 'close:1000']],
    'half a character' => [frame(1, "a\xce"), ['close:1007']],
    'a surrogate' => [frame(1, "\xed\xa0\x80"), ['close:1007']],
    'too high' => [frame(1, "\xf4\x90\x80\x80"), ['close:1007']],
    'longer than need be' => [frame(1, "\xc0\xaf"), ['close:1007']],
    'no UTF-8 in the first fragment' => [frame(1, "a\xff", false), ['close:1007']],
    'no UTF-8 in a frame of which more is to come' => [substr(frame(1, "a\xffedited"), 0, -6), ['close:1007']],
    'no UTF-8 in the second fragment, which is not all there' => [frame(1, "a\xce", false) . substr(frame(0, "\xff   "), 0, -3), ['close:1007']],
    'a ping after the end' => [$end . frame(9, 'late'), ['close:1000']],
    'an end without a code' => [frame(8, ''), ['close:']],
    'an end with one byte' => [frame(8, "\x03"), ['close:1002']],
    'an end with a reason' => [frame(8, pack('n', 1000) . str_repeat('r', 123)), ['close:1000']],
    'an end with a reason that is too long' => [frame(8, pack('n', 1000) . str_repeat('r', 124)), ['close:1002']],
    'an end with a reason that is no text' => [frame(8, pack('n', 1000) . "\xff"), ['close:1007']],
    'a message after the end' => [$end . frame(1, 'late'), ['close:1000']],
];
foreach ([16, 32, 64, 112] as $bits) {
    $cases["reserved bits $bits"] = [frame(1, 'x', true, $bits), ['close:1002']];
    $cases["reserved bits $bits of a ping"] = [frame(9, 'x', true, $bits), ['close:1002']];
}
foreach ([3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as $opcode) {
    $cases["kind $opcode"] = [frame($opcode, 'x'), ['close:1002']];
}
foreach ([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] as $code) {
    $cases["code $code"] = [frame(8, pack('n', $code)), ["close:$code"]];
}
foreach ([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as $code) {
    $cases["code $code"] = [frame(8, pack('n', $code)), ['close:1002']];
}
$check = function (int $port) use ($cases): array {
    $wrong = [];
    foreach ($cases as $what => [$bytes, $expected]) {
        foreach (strlen($bytes) < 300 ? [0, 1, 7] : [0] as $cut) {
            if (($answers = talk($port, $bytes, $cut)) !== $expected) {
                $wrong["$what, cut by $cut"] = $answers;
            }
        }
    }
    return $wrong;
};
$server = new Server('127.0.0.1', 0, SWOOLE_BASE);
serve($server, ['worker_num' => 1], [
    'Message' => fn ($server, $frame) => $server->push($frame->fd, $frame->data, $frame->opcode),
], function ($server) use ($check) {
    claim('by the server', $check($server->port), []);
    $other = new Coroutine\Http\Server('127.0.0.1');
    $other->handle('/', function ($request, $socket) {
        $socket->upgrade();
        while ($frame = $socket->recv()) {
            $socket->push($frame->data, $frame->opcode);
        }
    });
    Coroutine::create(fn () => $other->start());
    claim('by the server of coroutines', $check($other->port), []);
    $other->shutdown();
});
?>
--EXPECT--
by the server: yes
by the server of coroutines: yes
