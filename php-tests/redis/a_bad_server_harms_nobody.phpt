--TEST--
A bad server: cut at every byte, endless lines, huge lengths, nonsense; an error in time, and no answer is mixed up
--FILE--
<?php
require __DIR__ . '/redis.inc';

use Swoole\Coroutine\Redis;

/** A server that says the same to every client, whatever it is asked, and closes the connection or keeps silent. */
function bad_server(string $says, bool $closes): array
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $stop = false;
    Co\go(function () use ($server, $says, $closes, &$stop) {
        for ($kept = []; !$stop && $client = @stream_socket_accept($server, 5); $kept[] = $client) {
            if ($stop) { break; }
            fread($client, 8192);
            if ($says !== '') { @fwrite($client, $says); }
            if ($closes) { fclose($client); }
        }
    });
    $port = (int) explode(':', stream_socket_get_name($server, false))[1];
    return [$port, function () use ($port, &$stop, $server) { $stop = true; fclose(stream_socket_client("tcp://127.0.0.1:$port")); }];
}

/** What three coroutines get that share a client. */
function ask(int $port): array
{
    $redis = new Redis(['timeout' => 2, 'reconnect' => 0]);
    $redis->connect('127.0.0.1', $port);
    $start = hrtime(true);
    $answers = all(array_fill(0, 3, fn () => $redis->get('x')));
    return [$answers, $redis->errType, $redis->connected, ms_since($start) < 1900];
}

Co\run(function () {
    // Two good answers, then a third; cut after each byte.
    $good = "$3\r\none\r\n*2\r\n:1\r\n$3\r\ntwo\r\n$5\r\nthree\r\n";
    $expected = ['one', [1, 'two'], 'three'];
    $wrong = [];
    for ($length = 0; $length < strlen($good); $length++) {
        [$port, $stop] = bad_server(substr($good, 0, $length), true);
        [$answers, , $connected, $quick] = ask($port);
        $whole = ($length >= 9) + ($length >= 26);
        $want = [...array_slice($expected, 0, $whole), ...array_fill(0, 3 - $whole, false)];
        if ($answers !== $want || $connected || !$quick) { $wrong[$length] = [$answers, $connected, $quick]; }
        $stop();
    }
    claim('cut at each of ' . strlen($good) . ' bytes', $wrong, []);

    $nonsense = [
        'another protocol' => "HTTP/1.1 400 Bad Request\r\n",
        'another one' => "\x4a\0\0\0\x0a8.0.11\0",
        'a huge string' => "$99999999999\r\n",
        'a huge array' => "*99999999999\r\n",
        'a negative length' => "$-7\r\n",
        'no number' => ":twelve\r\n",
        'a wrong length' => "$2\r\nabcdef\r\n",
        'an endless line' => '+' . str_repeat('x', 70000),
        'too deep' => str_repeat("*1\r\n", 1000),
    ];
    foreach ($nonsense as $name => $bytes) {
        [$port, $stop] = bad_server($bytes, false);
        claim($name, ask($port), [[false, false, false], SWOOLE_REDIS_ERR_PROTOCOL, false, true]);
        $stop();
    }

    [$port, $stop] = bad_server("$3\r\none\r\n$3\r\ntwo\r\n$5\r\nthree\r\n$4\r\nmore\r\n", false);
    $redis = new Redis(['timeout' => 2, 'reconnect' => 0]);
    $redis->connect('127.0.0.1', $port);
    claim('more answers than questions', [$redis->get('x'), $redis->connected], [false, false]);
    $stop();

    [$port, $stop] = bad_server("*1000000000\r\n:1\r\n", false);
    $redis = new Redis(['timeout' => 0.05, 'reconnect' => 0]);
    $redis->connect('127.0.0.1', $port);
    claim('silence', [$redis->get('x'), $redis->errCode, $redis->connected], [false, SOCKET_ETIMEDOUT, false]);
    $stop();
});
?>
--EXPECT--
cut at each of 37 bytes: yes
another protocol: yes
another one: yes
a huge string: yes
a huge array: yes
a negative length: yes
no number: yes
a wrong length: yes
an endless line: yes
too deep: yes
more answers than questions: yes
silence: yes
