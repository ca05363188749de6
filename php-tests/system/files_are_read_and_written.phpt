--TEST--
readFile() and writeFile() move whole files
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\System;

$file = tempnam(sys_get_temp_dir(), 'swirl');
Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () use ($file) {
    $data = random_bytes(3_000_000);
    claim('written', System::writeFile($file, $data), 3_000_000);
    claim('read', System::readFile($file) === $data);
    claim('written over', [System::writeFile($file, "one\n"), file_get_contents($file)], [4, "one\n"]);
    claim('appended', [System::writeFile($file, "two\n", FILE_APPEND), System::readFile($file)], [4, "one\ntwo\n"]);
    claim('emptied', [Co::writeFile($file, ''), Co::readFile($file)], [0, '']);
    claim('a file without a size', strlen(System::readFile('/proc/self/status')) > 0);
    claim('a device', System::readFile('/dev/null'), '');

    claim('no such file', [System::readFile('/no/such'), swoole_last_error(), swoole_errno()], [false, SOCKET_ENOENT, SOCKET_ENOENT]);
    claim('no such folder', [System::writeFile('/no/such', 'x'), swoole_last_error()], [false, SOCKET_ENOENT]);
    symlink($file, "$file.link");
    claim('no symbolic links', [System::writeFile("$file.link", 'x'), swoole_last_error()], [false, SOCKET_ELOOP]);
    unlink("$file.link");
    claim('an empty name', outcome(fn () => System::readFile('')), 'ValueError: Filename cannot be empty');
    claim('a zero byte', outcome(fn () => System::writeFile("a\0b", '')), 'ValueError: Swoole\Coroutine\System::writeFile(): Argument #1 ($filename) must not contain any null bytes');
});
unlink($file);
?>
--EXPECT--
written: yes
read: yes
written over: yes
appended: yes
emptied: yes
a file without a size: yes
a device: yes
no such file: yes
no such folder: yes
no symbolic links: yes
an empty name: yes
a zero byte: yes
