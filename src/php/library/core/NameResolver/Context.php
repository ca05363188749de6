<?php

declare(strict_types=1);

namespace Swoole\NameResolver;

/**
 * What swoole_name_resolver_lookup() needs to know, and what it found: calls with one context get the nodes of a
 * service one after the other.
 */
final class Context
{
    /** @internal the nodes that are left */
    public ?Cluster $cluster = null;

    /**
     * @param int $family AF_INET or AF_INET6, for names that no registry knows
     * @param bool $withPort whether answers are "address:port"
     */
    public function __construct(public readonly int $family = AF_INET, public readonly bool $withPort = false)
    {
    }
}
