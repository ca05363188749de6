<?php

namespace Swoole\Coroutine;

/**
 * A client of a MySQL or MariaDB server.
 *
 * A connection belongs to one coroutine at a time; two that use it at once get an error that names both. What takes a
 * timeout takes it in seconds: 0 stands for the usual one (60, or Coroutine::set(['socket_timeout' => ...])), less than
 * 0 for none. When a wait times out, the connection is closed.
 *
 * @alias Co\MySQL
 * @not-serializable
 */
class MySQL
{
    /** What was given to connect(). */
    public $serverInfo = null;
    /** The connection's descriptor. */
    public $sock = -1;
    /** Whether there is a connection. */
    public $connected = false;
    /** The number of what went wrong in connect(). */
    public $connect_errno = 0;
    /** What went wrong in connect(), in words. */
    public $connect_error = '';
    /** How many rows the last statement has changed. */
    public $affected_rows = 0;
    /** The number that the last statement's new row was given. */
    public $insert_id = 0;
    /** What went wrong last, in words. */
    public $error = '';
    /** The number of what went wrong last: the server's, or one of SWOOLE_MYSQLND_CR_*. */
    public $errno = 0;

    public function __construct() {}

    public function __destruct() {}

    /**
     * The password for logging in may have any length that the server allows; it never crosses the network as it is,
     * unless by TLS or a Unix socket.
     *
     * @param array|null $server_config
     *     host, user, password, database: required; the host may be `unix:/path`.
     *     port: int, 3306 at first.
     *     timeout: float, for connecting, in seconds, 2 at first; 0 or less waits for ever.
     *     charset: string, utf8 at first.
     *     strict_type: bool, whether numbers of the database become numbers of PHP; those of prepared statements always do.
     *     fetch_mode: bool, whether rows are left to fetch() and fetchAll(); not after connecting.
     *     ssl: bool, whether to go on by TLS; with ssl_verify_peer, ssl_allow_self_signed, ssl_host_name, ssl_cafile,
     *     ssl_capath, ssl_cert_file and ssl_key_file.
     * @throws \Swoole\Coroutine\MySQL\Exception when a part is missing or wrong
     */
    public function connect(?array $server_config = null) {}

    /** Whether commands only send. */
    public function getDefer() {}

    /** From now on commands only send, and recv() fetches the answers; or no longer. */
    public function setDefer($defer = true) {}

    /** @return array|bool the rows; true for a statement without rows, and in fetch mode; false when it failed */
    public function query($sql, $timeout = 0) {}

    /** The next row. @return array|null|false null behind the last one */
    public function fetch($timeout = 0) {}

    /** All rows that are left. */
    public function fetchAll($timeout = 0) {}

    /** The next result of a procedure: as query() gives it, or null when there is none, in fetch mode false. */
    public function nextResult($timeout = 0) {}

    /** @return \Swoole\Coroutine\MySQL\Statement|bool true when commands only send */
    public function prepare($query, $timeout = 0) {}

    /** The answer to what was only sent. */
    public function recv($timeout = 0) {}

    /** Begins a transaction. */
    public function begin($timeout = 0) {}

    /** Ends a transaction. */
    public function commit($timeout = 0) {}

    /** Undoes a transaction. */
    public function rollback($timeout = 0) {}

    /** Text that may stand between quotes in a statement, by the charset of the connection. */
    public function escape($string, $flags = 0) {}

    /** Closes the connection, also while another coroutine waits for it. */
    public function close() {}
}

namespace Swoole\Coroutine\MySQL;

/**
 * A prepared statement; MySQL::prepare() makes them. The server lets go of it with the object, or by close().
 *
 * @alias Co\MySQL\Statement
 * @not-serializable
 */
class Statement
{
    /** The server's number for it. */
    public $id = 0;
    /** How many rows the last execution has changed. */
    public $affected_rows = 0;
    /** The number that the last new row was given. */
    public $insert_id = 0;
    /** What went wrong last, in words. */
    public $error = '';
    /** The number of what went wrong last. */
    public $errno = 0;

    /**
     * @param array|null $params one value for each `?`; they go as text, or with their types if strict_type is on
     * @return array|bool the rows; true for a statement without rows, and in fetch mode; false when it failed
     */
    public function execute($params = null, $timeout = 0) {}

    /** The next row. @return array|null|false null behind the last one */
    public function fetch($timeout = 0) {}

    /** All rows that are left. */
    public function fetchAll($timeout = 0) {}

    /** The next result of a procedure. */
    public function nextResult($timeout = 0) {}

    /** The answer to an execute() that only sent. */
    public function recv($timeout = 0) {}

    /** Lets go of it; the next command tells the server. */
    public function close() {}
}

/**
 * What is wrong with the use of a MySQL client.
 *
 * @alias Co\MySQL\Exception
 * @not-serializable
 */
class Exception extends \Swoole\Exception
{
}
