<?php

namespace Swoole\WebSocket;

/** A message, or a frame of one. */
class Frame implements \Stringable
{
    /** The number of the connection that it came from. */
    public $fd = 0;
    /** The payload. */
    public $data = '';
    /** What kind: one of SWOOLE_WEBSOCKET_OPCODE_*. */
    public $opcode = 1;
    /** SWOOLE_WEBSOCKET_FLAG_*, added up. */
    public $flags = 1;
    /** Whether it is the last frame of its message; null leaves that to the flags. */
    public $finish;

    /** The bytes of the frame. */
    public function __toString(): string {}

    /**
     * The bytes of a frame.
     *
     * @param Frame|string $data a frame, or the payload of one that the other parameters describe
     */
    public static function pack(Frame|string $data, int $opcode = WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): string {}

    /** The frame at the beginning of bytes; false when there is none. */
    public static function unpack(string $data): Frame {}
}

/** A frame that ends the connection. */
class CloseFrame extends Frame
{
    public $opcode = 8;
    /** Why: one of SWOOLE_WEBSOCKET_CLOSE_*, or a number of yours from 3000 to 4999. */
    public $code = 1000;
    /** The same in words; 123 bytes at most. */
    public $reason = '';
}
