<?php

declare(strict_types=1);

namespace Swoole\RemoteObject;

use Swoole\Http\Request;
use Swoole\Http\Response;

/** One request to a server of remote objects. */
class Context
{
    public string $clientId;

    public int $coroutineId;

    public function __construct(public Request $request, public Response $response)
    {
        $this->clientId = $request->header['client-id'] ?? '';
        $this->coroutineId = (int) ($request->header['coroutine-id'] ?? 0);
    }

    /** Answers. */
    public function end(array $data): void
    {
        $this->response->header('Content-Type', 'application/octet-stream');
        $this->response->end(serialize($data));
    }

    /** What is asked for, '_new' for '/new'. */
    public function getHandler(): string
    {
        return strtr($this->request->server['request_uri'], '/', '_');
    }

    public function getParam(string $name): string
    {
        return $this->request->post[$name] ?? throw new Exception("param[$name] is empty");
    }

    /** A parameter that is a PHP value. */
    public function getDataParam(string $name): mixed
    {
        return unserialize($this->getParam($name));
    }

    /** The coroutine that made the client. */
    public function getCoroutineId(): int
    {
        return $this->coroutineId ?: throw new Exception('coroutine-id is empty');
    }

    public function getClientId(): string
    {
        return $this->clientId !== '' ? $this->clientId : throw new Exception('client-id is empty');
    }
}
