<?php
// A mail server for tests, which speaks STARTTLS: php smtp.php PORT CERTIFICATE KEY
//
//   EHLO name     lists what it can
//   STARTTLS      and from then on everything is encrypted
//   NOOP ms text  answers with the text after so many milliseconds
//   QUIT
//
// One process a connection, so it may block.

[, $port, $certificate, $key] = $argv;
$context = stream_context_create(['ssl' => ['local_cert' => $certificate, 'local_pk' => $key], 'socket' => ['backlog' => 1024]]);
$server = stream_socket_server("tcp://127.0.0.1:$port", $errno, $error, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
if (!$server) {
    fwrite(STDERR, "smtp: $error\n");
    exit(1);
}
pcntl_signal(SIGCHLD, SIG_IGN);

while (true) {
    $client = @stream_socket_accept($server, -1);
    if ($client && pcntl_fork() === 0) {
        serve($client);
        exit;
    }
}

function serve($client): void
{
    $secure = false;
    fwrite($client, "220 localhost ESMTP\r\n");
    while (($line = fgets($client)) !== false) {
        [$command, $arguments] = explode(' ', rtrim($line) . ' ', 2);
        switch (strtoupper($command)) {
            case 'EHLO':
                fwrite($client, "250-localhost\r\n" . ($secure ? "250 NOOP\r\n" : "250 STARTTLS\r\n"));
                break;
            case 'STARTTLS':
                fwrite($client, "220 go ahead\r\n");
                $secure = stream_socket_enable_crypto($client, true, STREAM_CRYPTO_METHOD_TLS_SERVER);
                break;
            case 'NOOP':
                [$ms, $text] = explode(' ', rtrim($arguments), 2) + ['0', ''];
                usleep((int) $ms * 1000);
                fwrite($client, '250 ' . ($secure ? 'secret ' : 'open ') . "$text\r\n");
                break;
            case 'QUIT':
                fwrite($client, "221 bye\r\n");
                return;
            default:
                fwrite($client, "500 what?\r\n");
        }
    }
}
