<?php

declare(strict_types=1);

namespace Swoole\NameResolver;

use Swoole\NameResolver;

use function Swoole\Coroutine\Http\request;

/** A registry in Consul. */
class Consul extends NameResolver
{
    /** @param array $options weight */
    public function join(string $name, string $ip, int $port, array $options = []): bool
    {
        $service = [
            'ID' => $this->getServiceId($name, $ip, $port),
            'Name' => $this->prefix . $name,
            'Address' => $ip,
            'Port' => $port,
            'EnableTagOverride' => false,
            'Weights' => ['Passing' => $options['weight'] ?? 100, 'Warning' => 1],
        ];
        $body = json_encode($service, JSON_THROW_ON_ERROR);
        return $this->checkResponse(request("{$this->baseUrl}/v1/agent/service/register", 'PUT', $body));
    }

    public function leave(string $name, string $ip, int $port): bool
    {
        return $this->tell('deregister', $name, $ip, $port);
    }

    /** Keeps the node out of answers until it is taken out of maintenance. */
    public function enableMaintenanceMode(string $name, string $ip, int $port): bool
    {
        return $this->tell('maintenance', $name, $ip, $port);
    }

    public function getCluster(string $name): ?Cluster
    {
        $response = request("{$this->baseUrl}/v1/catalog/service/{$this->prefix}{$name}", 'GET');
        $this->checkResponse($response);
        $found = json_decode($response->getBody(), false, 512, JSON_THROW_ON_ERROR);
        if (!$found) {
            return null;
        }
        $cluster = new Cluster();
        foreach ($found as $node) {
            $cluster->add($node->ServiceAddress, $node->ServicePort, $node->ServiceWeights->Passing);
        }
        return $cluster;
    }

    private function tell(string $what, string $name, string $ip, int $port): bool
    {
        $id = $this->getServiceId($name, $ip, $port);
        return $this->checkResponse(request("{$this->baseUrl}/v1/agent/service/{$what}/{$id}", 'PUT'));
    }

    private function getServiceId(string $name, string $ip, int $port): string
    {
        return "{$this->prefix}{$name}_{$ip}:{$port}";
    }
}
