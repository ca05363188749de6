--TEST--
Passwords are proved in MySQL's ways, and told only to whom nobody can listen
--FILE--
<?php
require __DIR__ . '/server.inc';
require __DIR__ . '/../server/certificate.inc';

const PASSWORD = 'it is a long secret that is longer than the nonce';

$folder = certificates('localhost');
$certificate = ['local_cert' => "$folder/localhost.pem", 'local_pk' => "$folder/localhost.key"];
$rsa = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_RSA, 'private_key_bits' => 2048]);
$public = openssl_pkey_get_details($rsa)['key'];
$path = tempnam(sys_get_temp_dir(), 'swirl');
unlink($path);

/** What a client makes of a server: whether it is let in and served, else the error's number; and what the server minds. */
function attempt(string $address, callable $minds, array $more = []): array
{
    $at = str_starts_with($address, '/') ? ['host' => "unix:$address"] : ['port' => (int) explode(':', $address)[1]];
    $db = new Co\MySQL;
    $in = $db->connect($at + $more + ['host' => '127.0.0.1', 'user' => 'me', 'password' => PASSWORD, 'database' => 'd', 'timeout' => 5]);
    return [$in ? $db->query('anything') : $db->connect_errno, $minds()];
}

$known = function (Peer $peer) {
    $peer->greet('caching_sha2_password', true);
    if ($peer->plugin !== 'caching_sha2_password') { $peer->refuse('another way'); }
    if (!proves($peer->proof, NONCE, PASSWORD, 'sha256')) { $peer->refuse('a wrong password'); }
    $peer->say("\1\3");
};
$forgotten = fn (bool $tls = true, ?string $key = null) => function (Peer $peer) use ($tls, $key, $rsa, $public) {
    $peer->greet('caching_sha2_password', $tls);
    $peer->say("\1\4");
    $told = $peer->hear();
    if ($told === "\2" && !$peer->secure) {
        $peer->say("\1" . ($key ?? $public));
        $sealed = $peer->hear();
        if (str_contains($sealed, PASSWORD)) { throw new Refused('not sealed'); }
        if (!openssl_private_decrypt($sealed, $told, $rsa, OPENSSL_PKCS1_OAEP_PADDING)) { throw new Refused('sealed wrongly'); }
        $told ^= substr(str_repeat(NONCE, 5), 0, strlen($told));
    }
    if ($told !== PASSWORD . "\0") { $peer->refuse('a wrong password'); }
};
$switches = fn (string $from, string $to, string $algorithm) => function (Peer $peer) use ($from, $to, $algorithm) {
    $peer->greet($from, true);
    $nonce = $peer->switch($to);
    if (!proves($peer->proof, $nonce, PASSWORD, $algorithm)) { $peer->refuse('a wrong password'); }
    if ($algorithm === 'sha256') { $peer->say("\1\3"); }
};
$clear = function (Peer $peer) {
    $peer->greet('caching_sha2_password', true);
    $peer->switch('mysql_clear_password');
    if ($peer->proof !== PASSWORD . "\0") { $peer->refuse('a wrong password'); }
};

Co\run(function () use ($certificate, $folder, $path, $known, $forgotten, $switches, $clear) {
    $try = function (callable $login, array $more = [], string $where = 'tcp://127.0.0.1:0') use ($certificate) {
        [$address, $minds, $stop] = serve_logins($where, $certificate, $login);
        $result = attempt($address, $minds, $more);
        $stop();
        return $result;
    };
    $fine = [true, null];
    $tls = ['ssl' => true];
    $verified = $tls + ['ssl_verify_peer' => true, 'ssl_cafile' => "$folder/ca.pem"];
    $gone = SWOOLE_MYSQLND_CR_SERVER_GONE_ERROR;

    claim('the server knows it', $try($known), $fine);
    claim('a wrong one', $try($known, ['password' => 'wrong']), [1045, 'a wrong password']);
    claim('none', $try($known, ['password' => '']), [1045, 'a wrong password']);
    claim('it has forgotten it: by its key', $try($forgotten()), $fine);
    claim('a wrong one by its key', $try($forgotten(), ['password' => 'wrong']), [1045, 'a wrong password']);
    claim('by TLS', $try($forgotten(), $tls), $fine);
    claim('a wrong one by TLS', $try($forgotten(), $tls + ['password' => 'wrong']), [1045, 'a wrong password']);
    claim('by a Unix socket', $try($forgotten(), [], "unix://$path"), $fine);
    unlink($path);
    claim('a key that is none', $try($forgotten(true, 'no key'))[1], 'the end');

    claim('SHA-1 after all', $try($switches('caching_sha2_password', 'mysql_native_password', 'sha1')), $fine);
    claim('SHA-256 after all', $try($switches('mysql_native_password', 'caching_sha2_password', 'sha256')), $fine);
    claim('an unknown way at first', $try($switches('sha256_password', 'mysql_native_password', 'sha1')), $fine);
    claim('only unknown ways', $try($switches('sha256_password', 'sha256_password', 'sha1'))[1], 'the end');
    claim('in clear by TLS', $try($clear, $tls), $fine);
    claim('in clear by a Unix socket', $try($clear, [], "unix://$path"), $fine);
    unlink($path);
    claim('in clear to anybody', $try($clear)[1], 'the end');

    claim('the certificate is verified', $try($known, $verified + ['ssl_host_name' => 'localhost']), $fine);
    claim('the name is that of the host', $try($known, $verified)[1], 'no TLS');
    claim('another name', $try($known, $verified + ['ssl_host_name' => 'example.org'])[1], 'no TLS');
    claim('an unknown authority', $try($known, $tls + ['ssl_verify_peer' => true])[1], 'no TLS');
    claim('a server without TLS is told nothing', $try($forgotten(false), $tls)[1], 'the end');
    claim('words without end', $try(function (Peer $peer) {
        $peer->greet('caching_sha2_password', true);
        for ($i = 0; $i < 100; $i++) { $peer->say("\1\3"); }
        $peer->hear();
    })[1], 'the end');
});
?>
--EXPECT--
the server knows it: yes
a wrong one: yes
none: yes
it has forgotten it: by its key: yes
a wrong one by its key: yes
by TLS: yes
a wrong one by TLS: yes
by a Unix socket: yes
a key that is none: yes
SHA-1 after all: yes
SHA-256 after all: yes
an unknown way at first: yes
only unknown ways: yes
in clear by TLS: yes
in clear by a Unix socket: yes
in clear to anybody: yes
the certificate is verified: yes
the name is that of the host: yes
another name: yes
an unknown authority: yes
a server without TLS is told nothing: yes
words without end: yes
