--TEST--
A bad server: cut at every byte, huge lengths, nonsense; an error in time, and the connection is marked bad
--FILE--
<?php
require __DIR__ . '/postgres.inc';
require __DIR__ . '/../proxy.inc';

/** All that is done over a connection; whether it went well, and quickly. */
function work(int $port): array
{
    $db = new Co\PostgreSQL;
    $start = hrtime(true);
    $fine = $db->connect(conninfo('sslmode=disable', $port))
        && ($r = $db->query("SELECT 1 a, 'two' b")) && $r->fetchAll() === [['a' => 1, 'b' => 'two']]
        && ($s = $db->prepare('SELECT $1::text x')) && $s->execute(['y']) && $s->fetchAssoc() === ['x' => 'y'];
    return [(bool) $fine, ms_since($start) < 1900];
}

Co\run(function () {
    Co::set(['socket_timeout' => 1]);
    $proxy = new Proxy((int) service('PGSQL_PORT'));
    claim('through the proxy', work($proxy->port), [true, true]);
    $all = $proxy->said;
    $wrong = [];
    foreach (CUTS as $how => $reset) {
        for ($count = 0; $count < $all; $count++) {
            $proxy->spoil(cut_after($count, $reset));
            $result = work($proxy->port);
            if ($result !== [false, true]) { $wrong[$count] = $result; }
        }
        claim($how, $wrong, []);
    }

    foreach (['another protocol' => "HTTP/1.1 400 Bad Request\r\n\r\n", 'a huge length' => "R\x7f\xff\xff\xff", 'no length' => "R\0\0\0\0", 'a wrong step' => "R\0\0\0\x0c\0\0\0\x0cv=x="] as $name => $bytes) {
        $proxy->spoil(fn ($said, $before) => $before === 0 ? $bytes : $said);
        claim($name, work($proxy->port), [false, true]);
    }
    foreach (['too many values' => "T\0\0\0\x1a\0\1a\0\0\0\0\0\0\0\0\0\0\x17\0\4\xff\xff\xff\xff\0\0D\0\0\0\x0e\0\2\xff\xff\xff\xff\xff\xff\xff\xff", 'a value without an end' => "T\0\0\0\x1a\0\1a\0\0\0\0\0\0\0\0\0\0\x17\0\4\xff\xff\xff\xff\0\0D\0\0\0\x0a\0\1\0\0\xff\xff", 'an answer that does not belong here' => "R\0\0\0\x08\0\0\0\0"] as $name => $bytes) {
        $db = new Co\PostgreSQL;
        $proxy->spoil(null);
        $db->connect(conninfo('sslmode=disable', $proxy->port));
        $proxy->spoil(fn () => $bytes);
        claim($name, [$db->query('SELECT 1'), $db->errCode, $db->query('SELECT 1')], [false, SOCKET_EPROTO, false]);
    }
    $proxy->stop();
});
?>
--EXPECT--
through the proxy: yes
cut at every byte: yes
reset at every byte: yes
another protocol: yes
a huge length: yes
no length: yes
a wrong step: yes
too many values: yes
a value without an end: yes
an answer that does not belong here: yes
