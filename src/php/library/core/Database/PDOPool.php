<?php

declare(strict_types=1);

namespace Swoole\Database;

use Swoole\ConnectionPool;

/**
 * Connections of PDO, which connect again when they were lost.
 */
class PDOPool extends ConnectionPool
{
    public function __construct(protected PDOConfig $config, int $size = self::DEFAULT_SIZE)
    {
        parent::__construct($this->connect(...), $size, PDOProxy::class);
    }

    /**
     * Borrows a connection; waits when all are in use.
     *
     * @param float $timeout in seconds; 0 or less waits for ever
     * @return PDOProxy|false false when the time is over
     */
    public function get(float $timeout = -1)
    {
        $connection = parent::get($timeout);
        if ($connection instanceof PDOProxy) {
            $connection->reset();
        }
        return $connection;
    }

    private function connect(): \PDO
    {
        $config = $this->config;
        $dsn = $this->createDSN($config->getDriver());
        if ($config->getDriver() === 'sqlite') {
            return new \PDO($dsn);
        }
        return new \PDO($dsn, $config->getUsername(), $config->getPassword(), $config->getOptions());
    }

    private function createDSN(string $driver): string
    {
        $config = $this->config;
        $host = $config->hasUnixSocket() ? $config->getUnixSocket() : $config->getHost();
        return match ($driver) {
            'mysql' => 'mysql:'
                . ($config->hasUnixSocket() ? "unix_socket={$host}" : "host={$host};port={$config->getPort()}")
                . ";dbname={$config->getDbname()};charset={$config->getCharset()}",
            'pgsql' => "pgsql:host={$host};port={$config->getPort()};dbname={$config->getDbname()}",
            'oci' => "oci:dbname={$host}:{$config->getPort()}/{$config->getDbname()};charset={$config->getCharset()}",
            'sqlite' => 'sqlite:' . $this->sqliteFile($config->getDbname()),
            default => throw new \Exception("Unsupported Database Driver:{$driver}"),
        };
    }

    /** A database of its own for each connection is not what anybody means by a pool. */
    private function sqliteFile(string $name): string
    {
        return match ($name) {
            '' => throw new \Exception('Connection pool in Swoole does not support temporary SQLite databases.'),
            ':memory:' => throw new \Exception('Connection pool in Swoole does not support creating SQLite databases in memory.'),
            default => $name,
        };
    }
}
