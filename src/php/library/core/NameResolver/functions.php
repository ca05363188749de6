<?php

/**
 * The registries that names are looked up in. Declared, with documentation, in stubs/library.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine;
use Swoole\NameResolver;
use Swoole\NameResolver\Cluster;
use Swoole\NameResolver\Context;

function swoole_name_resolver_add(NameResolver $ns): bool
{
    $all = &name_resolvers();
    $all[] = $ns;
    return true;
}

function swoole_name_resolver_remove(NameResolver $ns): bool
{
    $all = &name_resolvers();
    $index = array_search($ns, $all, true);
    if ($index === false) {
        return false;
    }
    array_splice($all, $index, 1);
    return true;
}

function swoole_name_resolver_lookup(string $name, Context $ctx): string
{
    foreach ([...name_resolvers(), ...(Coroutine::getOptions()['name_resolver'] ?? [])] as $resolver) {
        if (!$ctx->cluster?->count()) {
            $found = $resolver->lookup($name);
            if (is_string($found)) {
                return $found;
            }
            $ctx->cluster = $found instanceof Cluster ? $found : null;
        }
        $node = $ctx->cluster ? $ctx->cluster->pop() : $found ?? null;
        if (isset($node['host'])) {
            return $ctx->withPort ? "{$node['host']}:{$node['port']}" : $node['host'];
        }
    }
    $address = Coroutine::getCid() > 0 ? Coroutine\System::gethostbyname($name, $ctx->family) : gethostbyname($name);
    return is_string($address) ? $address : '';
}

/** @return NameResolver[] */
function &name_resolvers(): array
{
    static $all = [];
    return $all;
}
