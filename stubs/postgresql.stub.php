<?php

namespace Swoole\Coroutine;

/**
 * A client of a PostgreSQL server.
 *
 * A connection belongs to one coroutine at a time; two that use it at once get an error that names both. An answer may
 * take 60 seconds, or what Coroutine::set(['socket_timeout' => ...]) says; when it takes longer, the connection is closed.
 *
 * @alias Co\PostgreSQL
 * @not-serializable
 */
class PostgreSQL
{
    /** What went wrong last, in words; null when nothing did. */
    public $error = null;
    /** The system's number for what went wrong last, or 0. */
    public $errCode = 0;
    /** How the last statement went: 0 there was none, 1 done, 2 with rows, 7 an error. */
    public $resultStatus = 0;
    /** What the server said of its last error, by part: severity, sqlstate, message_primary and so on; or null. */
    public $resultDiag = null;
    /** What the server has said besides. */
    public $notices = null;

    public function __construct() {}

    public function __destruct() {}

    /**
     * @param string $conninfo `host=127.0.0.1 port=5432 dbname=test user=me password=secret`, also with semicolons; or a
     *                         URI; host may be the folder of a Unix socket. sslmode is libpq's, but `verify-ca` asks for
     *                         the name, too
     * @param float $timeout in seconds; 0 or less waits for ever
     */
    public function connect(string $conninfo, float $timeout = 2): bool {}

    /** Text that may stand between quotes in a statement. */
    public function escape(string $string): false|string {}

    /** Text as a literal of SQL, its quotes included. */
    public function escapeLiteral(string $string): false|string {}

    /** A name as an identifier of SQL, its quotes included. */
    public function escapeIdentifier(string $string): false|string {}

    /** Carries out statements; the result is that of the last one. */
    public function query(string $query): false|PostgreSQLStatement {}

    /** @param string $query parameters are called $1, $2 and so on */
    public function prepare(string $query): false|PostgreSQLStatement {}

    /** Makes an empty large object; the result is its number. */
    public function createLOB(): int|false {}

    /**
     * A large object as a stream, for the time of the transaction that it is opened in. A statement that is executed with
     * such a stream is given the object's number.
     *
     * @param string $mode with `w` or `+` it can be written, too
     * @return resource|false
     */
    public function openLOB(int $oid, string $mode = "rb") {}

    /** Removes a large object. */
    public function unlinkLOB(int $oid): bool {}

    /** The columns of a table, which may bear its schema's name before its own. */
    public function metaData(string $table_name): false|array {}
}

/**
 * A result, or a prepared statement; PostgreSQL::query() and prepare() make them. Booleans, whole numbers, floats and
 * bytea are PHP's, everything else is text.
 *
 * @alias Co\PostgreSQLStatement
 * @not-serializable
 */
class PostgreSQLStatement
{
    /** What went wrong last, in words; null when nothing did. */
    public $error = null;
    /** The system's number for what went wrong last, or 0. */
    public $errCode = 0;
    /** How the last execution went, as PostgreSQL::$resultStatus tells it. */
    public $resultStatus = 0;
    /** What the server said of its last error, by part; or null. */
    public $resultDiag = null;
    /** What the server has said besides. */
    public $notices = null;

    /** @param array $params one value for each parameter; of a stream, the rest is read */
    public function execute(array $params = []): bool {}

    /** @param int $result_type one of SW_PGSQL_* */
    public function fetchAll(int $result_type = SW_PGSQL_ASSOC): false|array {}

    /** How many rows were changed. */
    public function affectedRows(): false|int {}

    /** How many rows there are. */
    public function numRows(): false|int {}

    /** How many columns there are. */
    public function fieldCount(): false|int {}

    /**
     * A row as an object.
     *
     * @param int|null $row its number; null stands for the next one
     * @param string|null $class_name null stands for stdClass
     * @param array $ctor_params what the constructor is given, once the properties are set
     */
    public function fetchObject(?int $row = 0, ?string $class_name = null, array $ctor_params = []): false|object {}

    /** A row by name. @param int|null $row its number; left out or null, the next one */
    public function fetchAssoc(?int $row = 0, int $result_type = SW_PGSQL_ASSOC): false|array {}

    /** A row by name and number. @param int|null $row its number; left out or null, the next one */
    public function fetchArray(?int $row = 0, int $result_type = SW_PGSQL_BOTH): false|array {}

    /** A row by number. @param int|null $row its number; left out or null, the next one */
    public function fetchRow(?int $row = 0, int $result_type = SW_PGSQL_NUM): false|array {}
}
