--TEST--
Frame::pack() and unpack(), frames as text, close frames, and what is refused
--FILE--
<?php
require __DIR__ . '/../http/http.inc';

use Swoole\WebSocket\CloseFrame;
use Swoole\WebSocket\Frame;

claim('bytes', bin2hex(Frame::pack('hi')), '81026869');
claim('binary', bin2hex(Frame::pack('hi', SWOOLE_WEBSOCKET_OPCODE_BINARY, 0)), '02026869');
$frame = Frame::unpack(Frame::pack('hi'));
claim('back', [$frame->data, $frame->opcode, $frame->flags, $frame->finish], ['hi', 1, 1, true]);
$masked = Frame::pack('hi', SWOOLE_WEBSOCKET_OPCODE_TEXT, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_MASK);
claim('masked', [strlen($masked), Frame::unpack($masked)->data], [8, 'hi']);
$text = str_repeat('all work ', 100);
$small = Frame::pack($text, SWOOLE_WEBSOCKET_OPCODE_TEXT, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS);
claim('compressed', strlen($small) < 100 && Frame::unpack($small)->data === $text);
$frame = new Frame();
$frame->data = 'obj';
claim('an object', [bin2hex((string) $frame), bin2hex(Frame::pack($frame))], ['81036f626a', '81036f626a']);
$frame->finish = false;
claim('not finished', bin2hex((string) $frame), '01036f626a');
$close = new CloseFrame();
$close->code = 4000;
$close->reason = 'why';
claim('a close frame', bin2hex((string) $close), '88050fa0776879');
$back = Frame::unpack((string) $close);
claim('comes back', [get_class($back), $back->code, $back->reason, $back->opcode], [CloseFrame::class, 4000, 'why', 8]);
claim('no such kind', [@Frame::pack('x', 11), error_get_last()['message']], ['', 'Swoole\WebSocket\Frame::pack(): the maximum value of opcode is 10']);
claim('cut off', [Frame::unpack("\x81\x05hi"), swoole_last_error()], [false, SWOOLE_ERROR_PROTOCOL_ERROR]);
?>
--EXPECT--
bytes: yes
binary: yes
back: yes
masked: yes
compressed: yes
an object: yes
not finished: yes
a close frame: yes
comes back: yes
no such kind: yes
cut off: yes
