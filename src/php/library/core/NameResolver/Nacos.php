<?php

declare(strict_types=1);

namespace Swoole\NameResolver;

use Swoole\NameResolver;

use function Swoole\Coroutine\Http\request;

/** A registry in Nacos. */
class Nacos extends NameResolver
{
    private const INSTANCE = '/nacos/v1/ns/instance';

    /** @param array $options weight, encoding, namespaceId */
    public function join(string $name, string $ip, int $port, array $options = []): bool
    {
        return $this->checkResponse($this->ask('POST', self::INSTANCE, [
            'port' => $port,
            'ip' => $ip,
            'healthy' => 'true',
            'weight' => $options['weight'] ?? 100,
            'encoding' => $options['encoding'] ?? 'utf-8',
            'namespaceId' => $options['namespaceId'] ?? 'public',
            'serviceName' => $this->prefix . $name,
        ]));
    }

    public function leave(string $name, string $ip, int $port): bool
    {
        $query = ['port' => $port, 'ip' => $ip, 'serviceName' => $this->prefix . $name];
        return $this->checkResponse($this->ask('DELETE', self::INSTANCE, $query));
    }

    public function getCluster(string $name): ?Cluster
    {
        $response = $this->ask('GET', self::INSTANCE . '/list', ['serviceName' => $this->prefix . $name]);
        $this->checkResponse($response);
        $found = json_decode($response->getBody(), false, 512, JSON_THROW_ON_ERROR);
        if (!$found) {
            return null;
        }
        $cluster = new Cluster();
        foreach ($found->hosts as $node) {
            $cluster->add($node->ip, $node->port, (int) $node->weight);
        }
        return $cluster;
    }

    private function ask(string $method, string $path, array $query): \Swoole\Coroutine\Http\ClientProxy
    {
        return request("{$this->baseUrl}{$path}?" . http_build_query($query), $method);
    }
}
