--TEST--
Passwords are proved by SCRAM or MD5, or said where the server wants that; a wrong one is refused
--FILE--
<?php
require __DIR__ . '/postgres.inc';

Co\run(function () {
    $admin = postgres();
    $file = $admin->query('SHOW hba_file')->fetchRow()[0];
    $before = $admin->query("SELECT pg_read_file('$file')")->fetchRow()[0];
    $ways = ['scram-sha-256' => 'scram-sha-256', 'md5' => 'md5', 'password' => 'scram-sha-256'];
    $rules = '';
    foreach ($ways as $way => $encryption) {
        $user = 'swirl_' . strtr($way, '-', '_');
        $admin->query("SET password_encryption = '$encryption'");
        $admin->query("CREATE ROLE $user LOGIN PASSWORD 'it''s a secret'");
        $rules .= "host all $user 127.0.0.1/32 $way\n";
    }
    // The server's file is written by the server.
    $write = fn ($text) => $admin->query('COPY (SELECT unnest(string_to_array(' . $admin->escapeLiteral(rtrim($text)) . ", E'\\n'))) TO " . $admin->escapeLiteral($file) . " (DELIMITER E'\\x01')")
        && $admin->query('SELECT pg_reload_conf()');
    $write($rules . $before);
    foreach (array_keys($ways) as $way) {
        $user = 'swirl_' . strtr($way, '-', '_');
        $connect = fn ($password) => (new Co\PostgreSQL)->connect(conninfo("user=$user password='$password'"));
        // The server takes a moment to read the file: until then it trusts everybody.
        wait_until(fn () => !$connect('wrong'));
        claim($way, [$connect('it\\\'s a secret'), $connect('wrong'), $connect('')], [true, false, false]);
    }
    $write($before);
    foreach (array_keys($ways) as $way) { $admin->query('DROP ROLE swirl_' . strtr($way, '-', '_')); }
});
?>
--EXPECT--
scram-sha-256: yes
md5: yes
password: yes
