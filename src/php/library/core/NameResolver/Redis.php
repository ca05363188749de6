<?php

declare(strict_types=1);

namespace Swoole\NameResolver;

use Swoole\NameResolver;

/** A registry in Redis: each service is a set of "ip:port". Needs the extension redis. */
class Redis extends NameResolver
{
    private $serverHost;

    private $serverPort;

    public function __construct($url, $prefix = 'swoole:service:')
    {
        parent::__construct($url, $prefix);
        $this->serverHost = $this->info['ip'];
        $this->serverPort = $this->info['port'] ?? 6379;
    }

    public function join(string $name, string $ip, int $port, array $options = []): bool
    {
        $redis = $this->connect();
        return $redis && $redis->sAdd($this->prefix . $name, "{$ip}:{$port}") !== false;
    }

    public function leave(string $name, string $ip, int $port): bool
    {
        $redis = $this->connect();
        return $redis && $redis->sRem($this->prefix . $name, "{$ip}:{$port}") !== false;
    }

    public function getCluster(string $name): ?Cluster
    {
        $redis = $this->connect();
        $members = $redis ? $redis->sMembers($this->prefix . $name) : [];
        if (!$members) {
            return null;
        }
        $cluster = new Cluster();
        foreach ($members as $member) {
            $colon = strrpos($member, ':');
            $cluster->add(substr($member, 0, $colon), (int) substr($member, $colon + 1));
        }
        return $cluster;
    }

    /** @return \Redis|false */
    protected function connect()
    {
        $redis = new \Redis();
        return $redis->connect($this->serverHost, $this->serverPort) ? $redis : false;
    }
}
