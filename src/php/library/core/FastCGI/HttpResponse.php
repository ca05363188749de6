<?php

declare(strict_types=1);

namespace Swoole\FastCGI;

use Swoole\Http\Status;

/** The answer of an application that speaks CGI: header lines, an empty line, the body. */
class HttpResponse extends Response
{
    /** @var int */
    protected $statusCode;

    /** @var string */
    protected $reasonPhrase;

    /** @var array<string, string> name => value */
    protected array $headers = [];

    /** @var array<string, string> name in lower case => name in $headers */
    protected array $headersMap = [];

    /** @var string[] */
    protected array $setCookieHeaderLines = [];

    public function __construct(array $records = [])
    {
        parent::__construct($records);
        if ($this->body !== '') {
            $this->readHeaders();
        }
    }

    public function getStatusCode(): int
    {
        return $this->statusCode;
    }

    public function withStatusCode(int $statusCode): self
    {
        $this->statusCode = $statusCode;
        return $this;
    }

    public function getReasonPhrase(): string
    {
        return $this->reasonPhrase;
    }

    public function withReasonPhrase(string $reasonPhrase): self
    {
        $this->reasonPhrase = $reasonPhrase;
        return $this;
    }

    /** @param string $name upper and lower case alike */
    public function getHeader(string $name): ?string
    {
        $known = $this->headersMap[strtolower($name)] ?? null;
        return $known === null ? null : $this->headers[$known];
    }

    public function getHeaders(): array
    {
        return $this->headers;
    }

    public function withHeader(string $name, string $value): self
    {
        $this->headers[$name] = $value;
        $this->headersMap[strtolower($name)] = $name;
        return $this;
    }

    public function withHeaders(array $headers): self
    {
        foreach ($headers as $name => $value) {
            $this->withHeader($name, $value);
        }
        return $this;
    }

    /** @return string[] the values of the headers Set-Cookie */
    public function getSetCookieHeaderLines(): array
    {
        return $this->setCookieHeaderLines;
    }

    public function withSetCookieHeaderLine(string $value): self
    {
        $this->setCookieHeaderLines[] = $value;
        return $this;
    }

    /** Takes the headers off the body. */
    private function readHeaders(): void
    {
        [$head, $body] = explode("\r\n\r\n", $this->body, 2) + [1 => null];
        if ($body === null) {
            $this->withStatusCode(Status::BAD_GATEWAY)->withReasonPhrase('Invalid FastCGI Response')->withError($head);
            return;
        }
        $status = [Status::OK, null];
        foreach (explode("\r\n", $head) as $line) {
            [$name, $value] = array_map('trim', explode(':', $line, 2)) + [1 => null];
            match (true) {
                $value === null => null,
                strcasecmp($name, 'Status') === 0 => $status = explode(' ', $value, 2) + [1 => null],
                strcasecmp($name, 'Set-Cookie') === 0 => $this->withSetCookieHeaderLine($value),
                default => $this->withHeader($name, $value),
            };
        }
        $this->withStatusCode((int) $status[0]);
        $this->withReasonPhrase($status[1] ?? Status::getReasonPhrase($this->statusCode));
        $this->withBody($body);
    }
}
