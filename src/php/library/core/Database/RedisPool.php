<?php

declare(strict_types=1);

namespace Swoole\Database;

use Swoole\ConnectionPool;

/**
 * Connections of the extension redis.
 *
 * @method \Redis|false get(float $timeout = -1)
 */
class RedisPool extends ConnectionPool
{
    public function __construct(protected RedisConfig $config, int $size = self::DEFAULT_SIZE)
    {
        parent::__construct($this->connect(...), $size);
    }

    /** {@inheritDoc} One that has lost its state meanwhile is replaced. */
    public function get(float $timeout = -1)
    {
        $deadline = $timeout > 0 ? microtime(true) + $timeout : null;
        while (($redis = parent::get($timeout)) instanceof \Redis && !$this->isSound($redis)) {
            $this->discard();
            if ($deadline !== null && ($timeout = $deadline - microtime(true)) <= 0) {
                return false;
            }
        }
        return $redis;
    }

    /**
     * Whether a connection is as it was made. phpredis connects again by itself, but after a failed read without the password and
     * to the first database.
     */
    private function isSound(\Redis $redis): bool
    {
        try {
            if (!$redis->isConnected() || $redis->getMode() !== \Redis::ATOMIC) {
                return false;
            }
            $isPlain = $this->config->getDbIndex() === 0 && $this->config->getAuth() === '';
            return $isPlain || $redis->select($this->config->getDbIndex());
        } catch (\RedisException) {
            return false;
        }
    }

    private function connect(): \Redis
    {
        $config = $this->config;
        $redis = new \Redis();
        $redis->connect(
            $config->getHost(),
            $config->getPort(),
            $config->getTimeout(),
            null,
            $config->getRetryInterval(),
            $config->getReadTimeout(),
        );
        if ($config->getAuth() !== '') {
            $redis->auth($config->getAuth());
        }
        if ($config->getDbIndex() !== 0) {
            $redis->select($config->getDbIndex());
        }
        foreach ($config->getOptions() as $option => $value) {
            $redis->setOption($option, $value);
        }
        return $redis;
    }
}
