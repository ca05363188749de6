<?php

namespace Swoole\WebSocket;

/**
 * A server that speaks WebSocket, and HTTP/1.1 to those who do not ask for it.
 *
 * on('message', ...) is given the server and a Frame; on('open', ...) the server and the Request; on('handshake', ...)
 * answers the request itself.
 *
 * @not-serializable
 */
class Server extends \Swoole\Http\Server
{
    /** Sends a message; false when the connection is no WebSocket. */
    public function push(int $fd, Frame|string $data, int $opcode = WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): bool {}

    /** Ends a WebSocket, and the connection. */
    public function disconnect(int $fd, int $code = SWOOLE_WEBSOCKET_CLOSE_NORMAL, string $reason = ''): bool {}

    /** Asks the other side for a sign of life. */
    public function ping(int $fd, string $data = ''): bool {}

    /** Whether the connection is a WebSocket. */
    public function isEstablished(int $fd): bool {}

    /**
     * As Frame::pack().
     *
     * @handler swirl_WebSocket_Frame_pack
     */
    public static function pack(Frame|string $data, int $opcode = WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): string {}

    /**
     * As Frame::unpack().
     *
     * @handler swirl_WebSocket_Frame_unpack
     */
    public static function unpack(string $data): Frame {}
}
