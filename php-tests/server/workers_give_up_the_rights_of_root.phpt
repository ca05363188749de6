--TEST--
Workers and task workers become another user with no group of root's, below another root; the manager stays what it is
--SKIPIF--
<?php if (posix_geteuid() !== 0) die('skip needs root'); ?>
--FILE--
<?php
require __DIR__ . '/server.inc';

$folder = sys_get_temp_dir() . '/swirl-root-' . getmypid();
mkdir($folder);
touch("$folder/here");
$who = fn() => ['user' => posix_geteuid(), 'group' => posix_getegid(), 'groups' => array_values(array_unique(posix_getgroups())), 'root' => is_file('/here')];
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$nobody = posix_getpwnam('nobody');
$server->set(['worker_num' => 1, 'task_worker_num' => 1, 'user' => 'nobody', 'chroot' => $folder, 'log_level' => SWOOLE_LOG_NONE]);
$expected = ['user' => $nobody['uid'], 'group' => $nobody['gid'], 'groups' => [$nobody['gid']], 'root' => true];
$server->on('Receive', fn() => null);
$server->on('ManagerStart', fn() => file_put_contents("$folder/manager", posix_geteuid(), LOCK_EX));
$server->on('Task', fn($server, $id, $from, $data) => $who());
$server->on('Start', fn($server) => Swoole\Timer::tick(10, fn() => is_file("$folder/done") && $server->shutdown()));
$server->on('WorkerStart', function ($server, $id) use ($who, $expected) {
    if ($id === 0) {
        claim('a worker', $who(), $expected);
        claim('a task worker', $server->taskwait(1, 10), $expected);
        touch('/done');
    }
});
chmod($folder, 0777);
$server->start();
claim('the manager', file_get_contents("$folder/manager"), '0');
array_map('unlink', glob("$folder/*"));
rmdir($folder);
?>
--EXPECT--
a worker: yes
a task worker: yes
the manager: yes
