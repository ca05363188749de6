<?php

declare(strict_types=1);

namespace Swoole\Coroutine\Http;

/** What a server answered to request(). */
class ClientProxy
{
    private array $headers;

    private array $cookies;

    public function __construct(private string $body, private int $statusCode, ?array $headers, ?array $cookies)
    {
        $this->headers = $headers ?? [];
        $this->cookies = $cookies ?? [];
    }

    public function getBody(): string
    {
        return $this->body;
    }

    public function getStatusCode(): int
    {
        return $this->statusCode;
    }

    /** Names in lower case. By the driver curl each has a list of values, else a string. */
    public function getHeaders(): array
    {
        return $this->headers;
    }

    public function getCookies(): array
    {
        return $this->cookies;
    }
}
