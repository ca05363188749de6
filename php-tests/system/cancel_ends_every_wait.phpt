--TEST--
cancel() ends every wait of Coroutine\System, and the loop goes on
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/name_server.inc';

use Swoole\Coroutine\System;

with_name_server(['mute.test' => null], function ($server) {
    $child = proc_open(['/bin/sh', '-c', 'read x'], [['pipe', 'r']], $pipes);
    $pid = proc_get_status($child)['pid'];
    $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $file = tmpfile();
    flock($file, LOCK_EX);
    $waits = [
        'gethostbyname' => fn () => System::gethostbyname('mute.test'),
        'dnsLookup' => fn () => System::dnsLookup('mute.test'),
        'exec' => fn () => System::exec('sleep 0.2'),
        'wait' => fn () => System::wait(),
        'waitPid' => fn () => System::waitPid($pid),
        'waitSignal' => fn () => System::waitSignal(SIGUSR1),
        'waitEvent' => fn () => System::waitEvent($pair[0]),
        'readFile of a locked one' => fn () => System::readFile(stream_get_meta_data($file)['uri'], FILE_LOCK),
    ];
    foreach ($waits as $name => $wait) {
        $ended = false;
        $id = go(function () use ($name, $wait, &$ended) {
            claim($name, [$wait(), swoole_last_error(), Co::isCanceled()], [false, SWOOLE_ERROR_CO_CANCELED, true]);
            $ended = true;
        });
        // Some of them take more than one step.
        Co::sleep(0.001);
        while (!$ended) {
            Co::cancel($id);
            Co::sleep(0.001);
        }
    }
    fclose($pipes[0]);
    claim('the child is still there', System::waitPid($pid)['pid'], $pid);
});
?>
--EXPECT--
gethostbyname: yes
dnsLookup: yes
exec: yes
wait: yes
waitPid: yes
waitSignal: yes
waitEvent: yes
readFile of a locked one: yes
the child is still there: yes
