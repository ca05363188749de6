--TEST--
A bad server: cut at every byte, wrong numbers of packets, nonsense; an error in time, and the connection is marked bad
--FILE--
<?php
require __DIR__ . '/mysql.inc';
require __DIR__ . '/../proxy.inc';

/** All that is done over a connection; whether it went well, whether there is a connection, whether it was quick. */
function work(int $port): array
{
    $db = new Co\MySQL;
    $start = hrtime(true);
    $fine = $db->connect(server(['port' => $port]))
        && $db->query("SELECT 1 a, 'two' b UNION SELECT 3, NULL", 2) === [['a' => '1', 'b' => 'two'], ['a' => '3', 'b' => null]]
        && ($s = $db->prepare('SELECT ? x', 2)) && $s->execute(['y'], 2) === [['x' => 'y']];
    return [$fine, $db->connected, ms_since($start) < 1900];
}

Co\run(function () {
    $proxy = new Proxy((int) service('MYSQL_PORT'));
    claim('through the proxy', work($proxy->port), [true, true, true]);
    $all = $proxy->said;

    $wrong = [];
    foreach (CUTS as $how => $reset) {
        for ($count = 0; $count < $all; $count++) {
            $proxy->spoil(cut_after($count, $reset));
            $result = work($proxy->port);
            if ($result !== [false, false, true]) { $wrong[$count] = $result; }
        }
        claim($how, $wrong, []);
    }

    // The numbers of packets: the fourth byte of each; the greeting's is known to be there.
    $proxy->spoil(fn ($bytes, $before) => $before === 0 ? substr_replace($bytes, "\x07", 3, 1) : $bytes);
    claim('a wrong number', work($proxy->port), [false, false, true]);
    $proxy->spoil(fn ($bytes, $before) => $before === 0 ? "\x01\0\0\0\x09" . $bytes : $bytes);
    claim('an unknown version', work($proxy->port), [false, false, true]);
    $proxy->spoil(fn ($bytes, $before) => $before === 0 ? ["HTTP/1.1 400 Bad Request\r\n\r\n"] : $bytes);
    claim('another protocol', work($proxy->port), [false, false, true]);

    // After the login: a count of columns without end, a length beyond the packet, an answer that nobody asked for.
    foreach (['endless columns' => "\x09\0\0\1\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 'no columns' => "\x02\0\0\1\xfe\0", 'a long string' => "\x01\0\0\1\x01\x04\0\0\2\xfe\xff\xff\xff"] as $name => $packet) {
        $db = new Co\MySQL;
        $proxy->spoil(null);
        $db->connect(server(['port' => $proxy->port]));
        $proxy->spoil(fn () => $packet);
        claim($name, [$db->query('SELECT 1', 2), $db->errno, $db->connected], [false, SWOOLE_MYSQLND_CR_MALFORMED_PACKET, false]);
    }
    $db = new Co\MySQL;
    $proxy->spoil(null);
    $db->connect(server(['port' => $proxy->port]));
    $proxy->spoil(fn ($bytes) => $bytes . "\x07\0\0\7\0\0\0\2\0\0\0");
    $first = $db->query('SELECT 1 n', 2);
    claim('an answer that nobody asked for', [$first, $db->query('SELECT 2 n', 2), $db->connected], [[['n' => '1']], false, false]);
    $proxy->stop();
});
?>
--EXPECT--
through the proxy: yes
cut at every byte: yes
reset at every byte: yes
a wrong number: yes
an unknown version: yes
another protocol: yes
endless columns: yes
no columns: yes
a long string: yes
an answer that nobody asked for: yes
