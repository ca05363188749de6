--TEST--
Each SWOOLE_HOOK_* flag: with it alone its family lets others run, without it alone its family blocks
--FILE--
<?php
require __DIR__ . '/../include.inc';

const PATIENCE = 50000;  // microseconds

$folder = sys_get_temp_dir() . '/swirl-flags-' . getmypid();
mkdir($folder);
$read_in_vain = function ($stream) {
    stream_set_timeout($stream, 0, PATIENCE);
    fread($stream, 1);
};
$tcp_server = stream_socket_server('tcp://127.0.0.1:0');
$tcp = stream_socket_client('tcp://' . stream_socket_get_name($tcp_server, false));
$udp = stream_socket_server('udp://127.0.0.1:0', $errno, $error, STREAM_SERVER_BIND);
$unix = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$udg = stream_socket_server("udg://$folder/socket", $errno, $error, STREAM_SERVER_BIND);
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $sockets);
socket_set_option($sockets[0], SOL_SOCKET, SO_RCVTIMEO, ['sec' => 0, 'usec' => PATIENCE]);
$sqlite = [new SQLite3("$folder/database"), new SQLite3("$folder/database")];
$sqlite[0]->exec('CREATE TABLE t (x); BEGIN EXCLUSIVE');
$sqlite[1]->busyTimeout(PATIENCE / 1000);
$pgsql = pg_connect('host=' . service('PGSQL_SOCKET_DIR') . ' dbname=swirl user=swirl port=' . service('PGSQL_PORT'));
$queue = msg_get_queue(ftok(__FILE__, 'f') ^ getmypid());

$families = [
    'TCP' => [SWOOLE_HOOK_TCP, fn () => $read_in_vain($tcp)],
    'UDP' => [SWOOLE_HOOK_UDP, fn () => $read_in_vain($udp)],
    'UNIX' => [SWOOLE_HOOK_UNIX, fn () => $read_in_vain($unix[0])],
    'UDG' => [SWOOLE_HOOK_UDG, fn () => $read_in_vain($udg)],
    'STREAM_FUNCTION' => [SWOOLE_HOOK_STREAM_FUNCTION, function () use ($tcp, $udp) {
        [$read, $write, $except] = [[$tcp, $udp], null, null];
        stream_select($read, $write, $except, 0, PATIENCE);
    }],
    'FILE' => [SWOOLE_HOOK_FILE, fn () => flock(fopen("$folder/lock", 'r'), LOCK_EX), function () use ($folder, &$holder) {
        $holder = popen("flock $folder/lock -c 'echo held; sleep 0.2'", 'r');
        fgets($holder);
    }],
    'SLEEP' => [SWOOLE_HOOK_SLEEP, fn () => usleep(PATIENCE)],
    'PROC' => [SWOOLE_HOOK_PROC, fn () => shell_exec('sleep 0.05')],
    'NATIVE_CURL' => [SWOOLE_HOOK_NATIVE_CURL, function () {
        $curl = curl_init(service('SLOW_URL') . '/?ms=50');
        curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
        curl_exec($curl);
    }],
    'SYSTEM_V' => [1 << 13, function () use ($queue) {
        $code = sprintf('usleep(%d); msg_send(msg_get_queue(%d), 1, "x");', PATIENCE, ftok(__FILE__, 'f') ^ getmypid());
        $sender = proc_open([PHP_BINARY, '-n', '-d', 'extension=sysvmsg', '-r', $code], [], $pipes);
        msg_receive($queue, 0, $type, 100, $message);
    }],
    'SOCKETS' => [SWOOLE_HOOK_SOCKETS, fn () => @socket_recv($sockets[0], $buffer, 1, 0)],
    'PDO_PGSQL' => [SWOOLE_HOOK_PDO_PGSQL, fn () => pg_query($pgsql, 'SELECT pg_sleep(0.05)')],
    'PDO_SQLITE' => [SWOOLE_HOOK_PDO_SQLITE, fn () => @$sqlite[1]->exec('INSERT INTO t VALUES (1)')],
];
Co\run(function () use ($families) {
    $ticks = 0;
    $ticker = go(function () use (&$ticks) { while (!Co::isCanceled()) { Co::sleep(0.002); $ticks++; } });
    foreach ($families as $name => $family) {
        [$flag, $wait] = $family;
        foreach (['with it' => $flag, 'without it' => SWOOLE_HOOK_ALL & ~$flag] as $how => $flags) {
            isset($family[2]) && $family[2]();
            Swoole\Runtime::setHookFlags($flags & ~SWOOLE_HOOK_CURL);
            $before = $ticks;
            $wait();
            claim("$name $how", ($ticks > $before) === ($how === 'with it'));
        }
    }
    Co::cancel($ticker);
});
msg_remove_queue($queue);
?>
--CLEAN--
<?php
foreach (glob(sys_get_temp_dir() . '/swirl-flags-*') as $folder) {
    array_map('unlink', glob("$folder/*"));
    rmdir($folder);
}
?>
--EXPECTREGEX--
([A-Z_]+ with it: yes\n[A-Z_]+ without it: yes\n?){13}
