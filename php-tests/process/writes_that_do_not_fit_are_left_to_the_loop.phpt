--TEST--
a pipe that does not block leaves to the event loop what there is no room for
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

const LENGTH = 30_000_000;
swoole_async_set(['socket_buffer_size' => 2 * LENGTH]);
$child = new Process(function (Process $self) {
    for ($length = 0; $length < LENGTH; $length += strlen($self->read(65536))) {
    }
    $self->exit($length === LENGTH ? 7 : 8);
}, false, Process::PIPE_TYPE_STREAM);
$child->start();
$child->setBlocking(false);
Swoole\Event::defer(function () use ($child) {
    claim('accepted at once', $child->write(str_repeat('x', LENGTH)), LENGTH);
});
Swoole\Event::wait();
claim('all came', Process::wait()['code'], 7);
?>
--EXPECT--
accepted at once: yes
all came: yes
