<?php

/**
 * The client of mongodb/mongodb, which must be installed. Swoole runs it in another process, because its waits block; here they
 * are switches, so that it runs in this one, unless the library's option mongodb_remote_object_client names another.
 */

declare(strict_types=1);

namespace Swoole\MongoDB;

class Client implements \ArrayAccess, \Stringable, \Iterator, \Countable
{
    public const DEFAULT_URI = 'mongodb://127.0.0.1/';

    protected object $client;

    public function __construct(?string $uri = self::DEFAULT_URI, array $uriOptions = [], array $driverOptions = [])
    {
        $remote = swoole_library_get_option('mongodb_remote_object_client');
        $args = [$uri, $uriOptions, $driverOptions];
        $this->client = $remote ? $remote->create(\MongoDB\Client::class, ...$args) : new \MongoDB\Client(...$args);
    }

    public function __call(string $method, array $args)
    {
        return $this->client->$method(...$args);
    }

    public function __get(string $property)
    {
        return $this->client->$property;
    }

    public function __set(string $property, mixed $value)
    {
        $this->client->$property = $value;
    }

    public function __toString(): string
    {
        return (string) $this->client;
    }

    public function __invoke(...$args)
    {
        return ($this->client)(...$args);
    }

    public function offsetGet(mixed $offset): mixed
    {
        return $this->client[$offset];
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        $this->client[$offset] = $value;
    }

    public function offsetUnset(mixed $offset): void
    {
        unset($this->client[$offset]);
    }

    public function offsetExists(mixed $offset): bool
    {
        return isset($this->client[$offset]);
    }

    public function current(): mixed
    {
        return $this->client->current();
    }

    public function next(): void
    {
        $this->client->next();
    }

    public function key(): mixed
    {
        return $this->client->key();
    }

    public function valid(): bool
    {
        return $this->client->valid();
    }

    public function rewind(): void
    {
        $this->client->rewind();
    }

    public function count(): int
    {
        return count($this->client);
    }
}
