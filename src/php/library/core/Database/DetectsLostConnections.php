<?php

declare(strict_types=1);

namespace Swoole\Database;

/**
 * Tells a connection that is gone, for which a new one helps, from a query that is wrong.
 */
class DetectsLostConnections
{
    /** MySQL's numbers: cannot connect; gone; lost during a query; killed; idle for too long; shut down. */
    private const MYSQL = [2002, 2003, 2006, 2013, 1927, 4031, 1053];

    /** SQLSTATE: connections (class 08), and PostgreSQL's ends by an administrator. */
    private const SQLSTATE = '~^(08...|57P0[1-5])$~';

    /** What drivers say where they give no number, as regular expressions without regard to case. */
    private const SAYINGS = [
        'server has gone away',
        'lost connection',
        'packets out of order',
        'error while sending \w+ packet',
        'no connection to the server',
        'server closed the connection',
        'connection (was |is )?(reset|refused|closed|killed|terminated|broken|timed out)',
        'connection .*(no longer usable|not usable|has been closed|is dead)',
        'terminating connection',
        'reset by peer',
        'broken pipe',
        'error writing data to the connection',
        'communication link failure',
        'could not (connect to server|translate host name|receive data from server)',
        'getaddrinfo.* failed',
        'name resolution',
        'unexpected eof',
        'eof detected',
        'bad record mac',
        'no route to host',
        'is dead or not enabled',
        'query_wait_timeout',
        'client_idle_limit',
        'disconnected by the server because of inactivity',
        'login timeout expired',
        'adaptive server connection failed',
        'TCP Provider: Error code',
        'ORA-0(0028|1012|3113|3114|3135|2396)',
        'read-only option so it cannot execute',
        'Transaction\(\) on null',
        'seamless scaling',
    ];

    /** Whether the connection was lost. */
    public static function causedByLostConnection(\Throwable $e): bool
    {
        $info = $e instanceof \PDOException ? $e->errorInfo ?? [] : [];
        if (in_array($info[1] ?? $e->getCode(), self::MYSQL, true)) {
            return true;
        }
        if (preg_match(self::SQLSTATE, (string) ($info[0] ?? $e->getCode()))) {
            return true;
        }
        return preg_match('~' . implode('|', self::SAYINGS) . '~i', $e->getMessage()) === 1;
    }
}
