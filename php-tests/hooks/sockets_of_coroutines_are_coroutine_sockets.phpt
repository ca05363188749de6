--TEST--
In coroutines the functions of ext-sockets make Swoole\Coroutine\Socket and work on it
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $server = socket_create_listen(0);
    claim('a socket of ours', get_class($server), Swoole\Coroutine\Socket::class);
    claim('is a Socket, too', (fn (Socket $socket) => true)($server));
    socket_getsockname($server, $address, $port);
    claim('it has an address', [$address, $port > 0], ['0.0.0.0', true]);
    go(function () use ($port) {
        $client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
        claim('connects', socket_connect($client, '127.0.0.1', $port));
        claim('writes the first bytes', socket_write($client, 'hello there', 5), 5);
        claim('writes all when null is asked for', socket_write($client, " world\n", null), 7);
        claim('reads a line', socket_read($client, 100, PHP_NORMAL_READ), "line\n");
        claim('reads the rest', socket_read($client, 100), 'rest');
        claim('non-blocking', socket_set_nonblock($client));
        claim('which is told, and what it was', [$client->__ext_sockets_nonblock, $client->__ext_sockets_timeout], [true, ['sec' => 60, 'usec' => 0]]);
        claim('nothing there', [socket_recv($client, $buffer, 10, 0), $buffer], [false, false]);
        claim('and why', [socket_last_error($client), socket_last_error()], [SOCKET_ETIMEDOUT, SOCKET_ETIMEDOUT]);
        socket_clear_error($client);
        claim('forgotten', [socket_last_error($client), socket_last_error()], [0, 0]);
        claim('blocking again', [socket_set_block($client), $client->__ext_sockets_nonblock], [true, false]);
        claim('as long as before', $client->getOption(SOL_SOCKET, SO_RCVTIMEO), ['sec' => 60, 'usec' => 0]);
        socket_write($client, '.');
        claim('waits for more', socket_recv($client, $buffer, 4, MSG_WAITALL), 4);
        claim('sends an array', socket_sendmsg($client, ['iov' => ['a', 'b']]), 2);
        socket_close($client);
        claim('a closed one is not made non-blocking', socket_set_nonblock($client), false);
    });
    $peer = socket_accept($server);
    socket_recv($peer, $buffer, 12, MSG_WAITALL);
    claim('received', $buffer, "hello world\n");
    socket_write($peer, "line\nrest");
    socket_recv($peer, $buffer, 1, MSG_PEEK);
    claim('peeked after a wait', [$buffer, socket_read($peer, 10)], ['.', '.']);
    $read = ['peer' => $peer, 'server' => $server];
    $write = [$peer];
    $except = null;
    claim('select counts', socket_select($read, $write, $except, 0), 1);
    claim('select gives back what is ready, under its key', [$read, $write], [[], [$peer]]);
    socket_write($peer, '1234');
    $read = ['peer' => $peer, 'server' => $server];
    $none = null;
    claim('select waits', socket_select($read, $none, $except, 10), 1);
    claim('for the peer', array_keys($read), ['peer']);
    claim('which is the same object', $read['peer'] === $peer);
    $message = ['name' => [], 'buffer_size' => 10, 'controllen' => 64];
    claim('receives a message', [socket_recvmsg($peer, $message), $message['iov']], [2, ['ab']]);
    claim('and its end', socket_read($peer, 10), '');
    claim('export is refused', outcome(fn () => socket_export_stream($peer)), 'TypeError: socket_export_stream(): Argument #1 ($socket) must be of type Socket, Swoole\Coroutine\Socket given');
    claim('too few arguments', outcome(fn () => socket_bind($peer)), 'ArgumentCountError: Too few arguments to function swoole_socket_bind(), 1 passed and at least 2 expected');
    claim('no flags', outcome(fn () => socket_send($peer, 'x', 1, MSG_OOB)), 'RuntimeException: $flags[' . MSG_OOB . '] is not supported');

    claim('a pair', socket_create_pair(AF_UNIX, SOCK_DGRAM, 0, $pair));
    claim('sends', socket_write($pair[0], 'datagram'), 8);
    claim('receives', socket_read($pair[1], 100), 'datagram');
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $imported = socket_import_stream($a);
    claim('imported', get_class($imported), Swoole\Coroutine\Socket::class);
    socket_write($imported, 'through');
    claim('the stream has it', fread($b, 10), 'through');

    [$one, $two] = [socket_create(AF_INET, SOCK_DGRAM, 0), socket_create(AF_INET, SOCK_DGRAM, 0)];
    claim('bound', socket_bind($one, '127.0.0.1'));
    socket_getsockname($one, $address, $port);
    claim('sent to it', socket_sendto($two, 'datagram', 8, 0, $address, $port), 8);
    claim('cut', [socket_recvfrom($one, $buffer, 4, 0, $from, $from_port), $buffer, $from, $from_port > 0], [4, 'data', '127.0.0.1', true]);
});
?>
--EXPECTREGEX--
([^\n]*: yes\n?)+
