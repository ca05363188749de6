--TEST--
A server that cuts packets at any byte, resets, stalls or lies about lengths: whole packets, then an error in time, and nothing is taken for a packet that is none
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Client;
use Swoole\Coroutine\Socket;

/** A server that says to its next clients what $script says, which is given the connection; gives its port. */
function says(callable $script): int
{
    $server = new Socket(AF_INET, SOCK_STREAM, 0);
    $server->bind('127.0.0.1');
    $server->listen();
    go(function () use ($server, $script) {
        $peer = $server->accept(10);
        $server->close();
        $script($peer);
    });
    return $server->getsockname()['port'];
}

const RULES = [
    'length' => ['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 4, 'package_max_length' => 1000],
    'end' => ['open_eof_check' => true, 'package_eof' => "\r\n", 'package_max_length' => 1000],
];

function packets(string $rule): array
{
    return array_map(fn ($text) => $rule === 'length' ? pack('N', strlen($text)) . $text : "$text\r\n", ['one', str_repeat('two', 30), '3']);
}

/** A way to read packets from a port: a function that gives the next one, and one that gives the last error. */
function reading_client(string $rule, int $port): array
{
    $client = new Client(SWOOLE_SOCK_TCP);
    $client->set(RULES[$rule] + ['timeout' => 5]);
    $client->connect('127.0.0.1', $port);
    return [fn ($timeout = 5) => $client->recv($timeout), fn () => $client->errCode, $client];
}

function reading_socket(string $rule, int $port): array
{
    $socket = new Socket(AF_INET, SOCK_STREAM, 0);
    $socket->setProtocol(RULES[$rule]);
    $socket->connect('127.0.0.1', $port);
    return [fn ($timeout = 5) => $socket->recvPacket($timeout), fn () => $socket->errCode, $socket];
}

Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () {
    foreach (['reading_client', 'reading_socket'] as $make) {
        foreach (array_keys(RULES) as $rule) {
            $packets = packets($rule);
            $all = implode('', $packets);
            foreach (['closed' => false, 'reset' => true] as $how => $reset) {
                $wrong = [];
                for ($length = 0; $length < strlen($all); $length++) {
                    $read = new Co\Channel(1);
                    $port = says(function ($peer) use ($all, $length, $reset, $read) {
                        $peer->sendAll(substr($all, 0, $length));
                        if ($reset) {
                            // What is there already is read before the reset comes.
                            $read->pop(5);
                            $peer->setOption(SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
                        }
                        $peer->close();
                    });
                    [$next, $error] = $make($rule, $port);
                    $start = hrtime(true);
                    $whole = count(array_filter([strlen($packets[0]), strlen($packets[0] . $packets[1])], fn ($end) => $end <= $length));
                    $got = [];
                    for ($i = 0; $i < $whole; $i++) { $got[] = $next(); }
                    $read->push(true);
                    $last = $next();
                    if ($got !== array_slice($packets, 0, $whole) || ($last !== '' && $last !== false) || ms_since($start) > 4000) {
                        $wrong[$length] = [$got, $last, $error()];
                    }
                }
                claim("$make, $rule, $how after each of " . strlen($all) . ' bytes', $wrong, []);
            }

            $go = new Co\Channel(1);
            $port = says(function ($peer) use ($all, $go) {
                foreach (str_split($all, 3) as $piece) {
                    $peer->sendAll($piece);
                    $go->pop(5);
                }
                $peer->close();
            });
            [$next, $error] = $make($rule, $port);
            for ($got = []; count($got) < 3;) {
                $one = $next(0.002);
                if ($one !== false && $one !== '') {
                    $got[] = $one;
                } elseif ($error() !== SOCKET_ETIMEDOUT) {
                    break;
                } else {
                    $go->push(true, 0.001);
                }
            }
            claim("$make, $rule, time after time", $got, $packets);
        }

        foreach (['huge' => pack('N', 0xfffffff0), 'too long' => pack('N', 1000)] as $name => $head) {
            $port = says(fn ($peer) => $peer->sendAll($packets = packets('length')[0] . $head . packets('length')[0]) && $peer->recv(1, 5));
            [$next, $error] = $make('length', $port);
            claim("$make, $name", [$next(), $next(), $error()], [packets('length')[0], false, SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE]);
            claim('and no packet after that', [$next(), $error()], [false, SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE]);
        }
        $port = says(fn ($peer) => $peer->sendAll(str_repeat('x', 5000) . "\r\nnext\r\n") && $peer->recv(1, 5));
        [$next, $error] = $make('end', $port);
        claim("$make, no end", [$next(), $error(), $next()], [false, SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE, false]);

        $port = says(fn ($peer) => $peer->recv(1, 5));
        [$next, $error] = $make('length', $port);
        $start = hrtime(true);
        claim("$make, silence", [$next(0.05), $error(), ms_since($start) >= 50, ms_since($start) < 4000], [false, SOCKET_ETIMEDOUT, true, true]);
    }

    $port = says(function ($peer) {
        foreach (packets('length') as $packet) {
            $peer->sendAll(substr($packet, 0, 2));
            Co::sleep(0.001);
            $peer->sendAll(substr($packet, 2));
        }
        $peer->close();
    });
    [$next, , $client] = reading_client('length', $port);
    $got = all(['first' => $next, 'second' => fn () => outcome($next)]);
    claim('two at once', [$got['first'], str_contains($got['second'], 'has already been bound to another coroutine')], [packets('length')[0], true]);
    claim('the others come whole', [$next(), $next(), $next()], [packets('length')[1], packets('length')[2], '']);
});
?>
--EXPECT--
reading_client, length, closed after each of 106 bytes: yes
reading_client, length, reset after each of 106 bytes: yes
reading_client, length, time after time: yes
reading_client, end, closed after each of 100 bytes: yes
reading_client, end, reset after each of 100 bytes: yes
reading_client, end, time after time: yes
reading_client, huge: yes
and no packet after that: yes
reading_client, too long: yes
and no packet after that: yes
reading_client, no end: yes
reading_client, silence: yes
reading_socket, length, closed after each of 106 bytes: yes
reading_socket, length, reset after each of 106 bytes: yes
reading_socket, length, time after time: yes
reading_socket, end, closed after each of 100 bytes: yes
reading_socket, end, reset after each of 100 bytes: yes
reading_socket, end, time after time: yes
reading_socket, huge: yes
and no packet after that: yes
reading_socket, too long: yes
and no packet after that: yes
reading_socket, no end: yes
reading_socket, silence: yes
two at once: yes
the others come whole: yes
