<?php

/**
 * A connection to a server of remote objects. One coroutine uses it at a time, as any HTTP client.
 */

declare(strict_types=1);

namespace Swoole\RemoteObject;

use Swoole\Coroutine;
use Swoole\Coroutine\Http\Client as HttpClient;
use Swoole\RemoteObject;

class Client
{
    /** @var array<string, \WeakReference<self>> those that are in use, by id */
    private static array $clients = [];

    private HttpClient $client;

    private string $id;

    public function __construct(string $host = '127.0.0.1', int $port = Server::DEFAULT_PORT, array $options = [])
    {
        $this->id = bin2hex(random_bytes(16));
        $this->client = new HttpClient($host, $port);
        $headers = ['client-id' => $this->id, 'coroutine-id' => (string) Coroutine::getCid()];
        if (isset($options['api_key'])) {
            $headers['x-api-key'] = $options['api_key'];
        }
        $this->client->setHeaders($headers);
        self::$clients[$this->id] = \WeakReference::create($this);
    }

    public function __destruct()
    {
        unset(self::$clients[$this->id]);
    }

    /** Makes an object over there. */
    public function create(string $class, mixed ...$args): RemoteObject
    {
        return RemoteObject::create($this, $class, $args);
    }

    /** Calls a function over there. */
    public function call(string $fn, mixed ...$args): mixed
    {
        return RemoteObject::call($this, $fn, $args);
    }

    /** The client that an object belongs to; null when it is gone. */
    public static function getInstance(string $clientId): ?static
    {
        if ($clientId === '') {
            throw new Exception('RemoteObject is not bound to a client');
        }
        return (self::$clients[$clientId] ?? null)?->get();
    }

    public function getId(): string
    {
        return $this->id;
    }

    /** Asks the server. What goes wrong there is thrown here. */
    public function execute(string $path, array $array)
    {
        if (!$this->client->post($path, $array)) {
            throw new Exception($this->client->errMsg, $this->client->errCode);
        }
        $answer = @unserialize($this->client->body);
        if (!is_array($answer)) {
            throw new Exception("Server Error: status {$this->client->statusCode}");
        }
        if ($answer['code'] !== 0) {
            $why = $answer['exception'] ?? ['message' => $answer['msg'] ?? 'unknown', 'code' => $answer['code']];
            throw new Exception("Server Error: {$why['message']}", (int) $why['code']);
        }
        return $answer;
    }

    public function ping(): bool
    {
        try {
            $this->execute('/ping', []);
            return true;
        } catch (\Throwable) {
            return false;
        }
    }
}
