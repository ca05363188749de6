<?php

/**
 * Where a service lives: an address by a name, from a registry.
 *
 * Registered with swoole_name_resolver_add() or the option name_resolver.
 */

declare(strict_types=1);

namespace Swoole;

use Swoole\Coroutine\Http\ClientProxy;
use Swoole\Http\Status;
use Swoole\NameResolver\Cluster;
use Swoole\NameResolver\Exception;

abstract class NameResolver
{
    /** @var string the registry's address, host names resolved */
    protected $baseUrl;

    /** @var array the parts of the address as parse_url() gives them, and the host's "ip" */
    protected $info;

    /** @var callable|null */
    private $filter_fn;

    /**
     * @param string $url the registry
     * @param string $prefix what the names of services begin with there
     * @throws \RuntimeException when the address is wrong or the host unknown
     */
    public function __construct($url, protected $prefix = 'swoole_service_')
    {
        $this->checkServerUrl($url);
    }

    /** Adds a node to a service. */
    abstract public function join(string $name, string $ip, int $port, array $options = []): bool;

    /** Takes a node away. */
    abstract public function leave(string $name, string $ip, int $port): bool;

    /** All nodes of a service; null when there is no such service. */
    abstract public function getCluster(string $name): ?Cluster;

    /** @param callable $fn is given a name and says by true that this registry is to be asked */
    public function withFilter(callable $fn): self
    {
        $this->filter_fn = $fn;
        return $this;
    }

    public function getFilter()
    {
        return $this->filter_fn;
    }

    public function hasFilter(): bool
    {
        return $this->filter_fn !== null;
    }

    /**
     * @return Cluster|array|string|null null: ask another one; '': there is no such service; the node when it has only
     *     one; else all of them
     */
    public function lookup(string $name)
    {
        if ($this->filter_fn !== null && ($this->filter_fn)($name) !== true) {
            return null;
        }
        $cluster = $this->getCluster($name);
        return match ($cluster?->count()) {
            null => '',
            1 => $cluster->pop(),
            default => $cluster,
        };
    }

    protected function checkServerUrl(string $url)
    {
        $info = parse_url($url);
        if (empty($info['scheme']) || empty($info['host'])) {
            throw new \RuntimeException("invalid url parameter '{$url}'");
        }
        $isAddress = fn (string $host) => filter_var($host, FILTER_VALIDATE_IP) !== false;
        $info['ip'] = $isAddress($info['host']) ? $info['host'] : gethostbyname($info['host']);
        if (!$isAddress($info['ip'])) {
            throw new \RuntimeException("Failed to resolve host '{$info['host']}'");
        }
        $port = empty($info['port']) ? '' : ":{$info['port']}";
        $this->baseUrl = "{$info['scheme']}://{$info['ip']}{$port}" . rtrim($info['path'] ?? '', '/');
        $this->info = $info;
    }

    /** @throws Exception unless the registry agreed */
    protected function checkResponse(ClientProxy $response): bool
    {
        if ($response->getStatusCode() !== Status::OK) {
            throw new Exception('Http Body: ' . $response->getBody(), $response->getStatusCode());
        }
        return true;
    }
}
