--TEST--
A server that shall run as a user who is not there, or below a folder that is not there, does not start as root instead
--SKIPIF--
<?php if (posix_geteuid() !== 0) die('skip needs root'); ?>
--FILE--
<?php
require __DIR__ . '/server.inc';

foreach (['user' => 'nobody-there', 'group' => 'nobody-there', 'chroot' => '/nowhere'] as $name => $value) {
    $output = run_script(<<<PHP
        <?php
        \$server = new Swoole\\Server('127.0.0.1', 0);
        \$server->set(['$name' => '$value', 'log_level' => SWOOLE_LOG_NONE]);
        \$server->on('Receive', fn() => null);
        \$server->on('WorkerStart', function () { echo "served\n"; posix_kill(posix_getpid(), SIGKILL); });
        \$server->start();
        PHP);
    claim("$name: the script ends", preg_match('/Fatal error: .*info failed/', $output), 1);
    claim("$name: nobody has served", !str_contains($output, 'served'));
}
?>
--EXPECT--
user: the script ends: yes
user: nobody has served: yes
group: the script ends: yes
group: nobody has served: yes
chroot: the script ends: yes
chroot: nobody has served: yes
