<?php

/**
 * Stands for an object in another process, a RemoteObject\Server: what is done with it is done there.
 */

declare(strict_types=1);

namespace Swoole;

use Swoole\RemoteObject\Client;
use Swoole\RemoteObject\Exception;

class RemoteObject implements \ArrayAccess, \Stringable, \Iterator, \Countable
{
    /** 0 for none. */
    private int $objectId = 0;

    /** Whom to ask; nobody on the server's side. */
    private ?Client $client = null;

    public function __construct(private $coroutineId, private $clientId)
    {
    }

    public function __destruct()
    {
        if ($this->client === null || $this->objectId === 0) {
            return;
        }
        try {
            $this->execute('destroy');
        } catch (Exception $why) {
            error_log($why->getMessage());
        }
    }

    public function __call(string $method, array $args)
    {
        return $this->execute('call_method', ['method' => $method, 'args' => serialize($args)])['result'];
    }

    public function __get(string $property)
    {
        return $this->execute('read_property', ['property' => $property])['property'];
    }

    public function __set(string $property, mixed $value)
    {
        $this->execute('write_property', ['property' => $property, 'value' => serialize($value)]);
    }

    public function __unserialize(array $data): void
    {
        ['objectId' => $this->objectId, 'coroutineId' => $this->coroutineId, 'clientId' => $this->clientId] = $data;
        $this->client = Client::getInstance($this->clientId);
    }

    public function __serialize(): array
    {
        return ['objectId' => $this->objectId, 'coroutineId' => $this->coroutineId, 'clientId' => $this->clientId];
    }

    public function __toString(): string
    {
        return $this->execute('to_string')['value'];
    }

    public function __invoke(...$args)
    {
        return $this->__call('__invoke', $args);
    }

    /** Calls a function over there. */
    public static function call(Client $client, string $fn, array $args)
    {
        return self::of($client)->execute('call_function', ['function' => $fn, 'args' => serialize($args)])['result'];
    }

    public function getObjectId(): int
    {
        return $this->objectId;
    }

    /** Makes an object over there. */
    public static function create(Client $client, string $class, array $args): RemoteObject
    {
        $object = self::of($client);
        $object->objectId = $object->execute('new', ['class' => $class, 'args' => serialize($args)])['object'];
        return $object;
    }

    /** On the server's side: what a client gets for an object. */
    public static function marshal(int $objectId, int $ownerCoroutineId, string $clientId): RemoteObject
    {
        $object = new self($ownerCoroutineId, $clientId);
        $object->objectId = $objectId;
        return $object;
    }

    public function offsetGet(mixed $offset): mixed
    {
        return $this->execute('offset_get', ['offset' => serialize($offset)])['value'];
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        $this->execute('offset_set', ['offset' => serialize($offset), 'value' => serialize($value)]);
    }

    public function offsetUnset(mixed $offset): void
    {
        $this->execute('offset_unset', ['offset' => serialize($offset)]);
    }

    public function offsetExists(mixed $offset): bool
    {
        return $this->execute('offset_exists', ['offset' => serialize($offset)])['exists'];
    }

    public function current(): mixed
    {
        return $this->__call('current', []);
    }

    public function next(): void
    {
        $this->__call('next', []);
    }

    public function key(): mixed
    {
        return $this->__call('key', []);
    }

    public function valid(): bool
    {
        return $this->__call('valid', []);
    }

    public function rewind(): void
    {
        $this->__call('rewind', []);
    }

    public function count(): int
    {
        return $this->__call('count', []);
    }

    private static function of(Client $client): self
    {
        $object = new self(Coroutine::getCid(), $client->getId());
        $object->client = $client;
        return $object;
    }

    private function execute(string $what, array $params = []): array
    {
        if ($this->client === null) {
            throw new Exception('This remote object is not bound to a client, and cannot initiate remote calls');
        }
        return $this->client->execute("/$what", ['object' => $this->objectId] + $params);
    }
}
