<?php

namespace Swoole\Coroutine\Http2;

/**
 * A client for HTTP/2: many requests on one connection, answered in any order.
 *
 * send() only sends; recv() brings the next answer, whichever request it belongs to. One coroutine at a time may receive. When a
 * method returns false, $errCode and $errMsg tell why.
 *
 * @alias Co\Http2\Client
 * @not-serializable
 */
class Client
{
    /** The error of the last call that failed, or the code of the server's GOAWAY: one of SWOOLE_HTTP2_ERROR_*. */
    public $errCode = 0;
    /** The same in words, or the text of the server's GOAWAY. */
    public $errMsg = '';
    public $sock = -1;
    public $type = 0;
    /** What was set(). */
    public $setting;
    /** Always null: the connection is the client's own. */
    public $socket;
    /** Whether there is a connection. */
    public $connected = false;
    public $host;
    public $port = 0;
    public $ssl = false;
    /** Up to which stream the server answers, after its GOAWAY. */
    public $serverLastStreamId = 0;

    /**
     * @param string $host a name, an IP address, or `unix:/path`
     * @param bool $open_ssl whether TLS is spoken
     */
    public function __construct(string $host, int $port = 80, bool $open_ssl = false) {}

    public function __destruct() {}

    /** Changes settings: timeout, connect_timeout (in seconds), ssl_*. */
    public function set(array $settings): bool {}

    /** Connects, and sends what a connection begins with. False, too, when there is a connection already. */
    public function connect(): bool {}

    /**
     * What is known of the connection: current_stream_id (the next request's), last_stream_id (the highest on which something
     * came), local_settings, remote_settings, active_stream_num.
     *
     * @param string $key only this; null when there is no such thing
     */
    public function stats(string $key = ''): array|int {}

    /** Whether a request on this stream waits for its answer. Stream 0 is the connection. */
    public function isStreamExist(int $stream_id): bool {}

    /**
     * Sends a request.
     *
     * Fields that belong to connections of HTTP/1 (Connection, Transfer-Encoding …) are left out.
     *
     * @return int|false the number of its stream
     */
    public function send(\Swoole\Http2\Request $request): int|false {}

    /**
     * Sends more of the body of a request whose $pipeline is true.
     *
     * @param mixed $data an array is a form
     * @param bool $end_stream whether this is the last of it
     */
    public function write(int $stream_id, mixed $data, bool $end_stream = false): bool {}

    /**
     * Waits for the next answer that is complete; or, of a request whose $usePipelineRead is true, for its next piece.
     *
     * @param float $timeout in seconds; 0 is the one that was set, negative waits for ever
     * @return \Swoole\Http2\Response|false false when the wait or the connection has ended
     */
    public function recv(float $timeout = 0): \Swoole\Http2\Response|false {}

    /**
     * As recv(), but brings each answer by the piece: $pipeline is true of all but its last.
     */
    public function read(float $timeout = 0): \Swoole\Http2\Response|false {}

    /** Tells the server that the connection ends, and why: one of SWOOLE_HTTP2_ERROR_*. */
    public function goaway(int $error_code = SWOOLE_HTTP2_ERROR_NO_ERROR, string $debug_data = ''): bool {}

    /** Asks the server for a sign of life. */
    public function ping(): bool {}

    /** Ends the connection; requests that wait get no answer. */
    public function close(): bool {}
}
