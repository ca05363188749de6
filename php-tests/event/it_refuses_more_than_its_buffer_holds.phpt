--TEST--
write() refuses what is larger than the buffer, and tells why a broken connection takes nothing
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

swoole_async_set(['socket_buffer_size' => 1000, 'log_level' => SWOOLE_LOG_ERROR]);
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
Event::add($a, function ($stream) {
    claim('the end is told', fread($stream, 10) === '' && feof($stream));
    Event::del($stream);
});
claim('too large', Event::write($a, str_repeat('x', 1001)), false);
claim('its code', swoole_last_error(), SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE);
claim('as large as may be', Event::write($a, str_repeat('x', 1000)));
fread($b, 1000);
fclose($b);
claim('nobody reads', Event::write($a, 'x'), false);
claim('its code', swoole_last_error(), SOCKET_EPIPE);
Event::wait();
claim('not watched any more', Event::isset($a), false);
?>
--EXPECT--
too large: yes
its code: yes
as large as may be: yes
nobody reads: yes
its code: yes
the end is told: yes
not watched any more: yes
