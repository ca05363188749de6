<?php

namespace Swoole\Redis;

/**
 * A server that speaks the protocol of Redis: each command has a handler.
 *
 * @not-serializable
 */
class Server extends \Swoole\Server
{
    /** Kinds of answers, for format(). */
    public const NIL = 1;
    public const ERROR = 0;
    public const STATUS = 2;
    public const INT = 3;
    public const STRING = 4;
    public const SET = 5;
    public const MAP = 6;

    /**
     * Sets what answers a command. The handler is given the connection and an array of the command's arguments; it answers with
     * send(), and format() makes the answer. With enable_coroutine off, a string that it returns is sent, too.
     */
    public function setHandler(string $command, callable $callback): bool {}

    /** What setHandler() has set; null when there is nothing. */
    public function getHandler(string $command): \Closure {}

    /**
     * An answer as it goes to the client: NIL; ERROR and STATUS with a text; INT; STRING; SET, a list; MAP, keys and values. Within
     * a list or a map the kind of each value follows from its type.
     *
     * @throws \Swoole\Exception when the value is missing or of the wrong type
     */
    public static function format(int $type, mixed $value = null): false|string {}
}
