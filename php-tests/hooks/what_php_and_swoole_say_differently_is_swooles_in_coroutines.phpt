--TEST--
stream_select() counts streams, processes are called process/coroutine and may stand for no descriptor, bindto takes "0" for any address: in coroutines, and only there
--FILE--
<?php
require __DIR__ . '/../include.inc';

$warnings = [];
set_error_handler(function (int $level, string $message) use (&$warnings) {
    $warnings[] = $message;
    return true;
});

function both_ways(): array
{
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    fwrite($b, 'x');
    [$read, $write, $except] = [[$a], [$a, $b], null];
    return [stream_select($read, $write, $except, 1), count($read), count($write)];
}

function type_of_process(): array
{
    $process = proc_open(['true'], [], $pipes);
    $type = get_resource_type($process);
    $known = proc_get_status($process)['command'] === 'true' && is_bool(proc_terminate($process));
    return [$type, $known, is_int(proc_close($process)), get_resource_type($process)];
}

function bound_port(string $address): ?int
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $client = stream_socket_client('tcp://' . stream_socket_get_name($server, false), $errno, $error, 5, STREAM_CLIENT_CONNECT,
        stream_context_create(['socket' => ['bindto' => $address]]));
    return (int) explode(':', stream_socket_get_name($client, false))[1];
}

$free = (int) explode(':', stream_socket_get_name(stream_socket_server('tcp://127.0.0.1:0'), false))[1];
Co\run(function () use ($free, &$warnings) {
    claim('streams that are ready in several ways are counted once', both_ways(), [2, 1, 2]);
    claim('a process', type_of_process(), ['process/coroutine', true, true, 'Unknown']);
    $process = proc_open(['cat'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
    unset($process);
    claim('one that nobody holds has ended', array_map('get_resource_type', $pipes), ['Unknown', 'Unknown']);
    claim('what is no descriptor', [proc_open(['true'], [1], $pipes), array_pop($warnings)],
        [false, 'proc_open(): Descriptor item must be either an array or a File-Handle']);
    claim('bindto', bound_port("0:$free"), $free);
    claim('no other warnings', $warnings, []);
});
claim('outside', both_ways(), [3, 1, 2]);
claim('outside, a process', type_of_process(), ['process', true, true, 'Unknown']);
claim('outside, what is no descriptor', outcome(fn () => proc_open(['true'], [1], $pipes)),
    'ValueError: proc_open(): Argument #2 ($descriptor_spec) must only contain arrays and streams');
?>
--EXPECT--
streams that are ready in several ways are counted once: yes
a process: yes
one that nobody holds has ended: yes
what is no descriptor: yes
bindto: yes
no other warnings: yes
outside: yes
outside, a process: yes
outside, what is no descriptor: yes
