<?php

/**
 * Hands HTTP requests to a FastCGI application.
 */

declare(strict_types=1);

namespace Swoole\Coroutine\FastCGI;

use Swoole\FastCGI\HttpRequest;
use Swoole\FastCGI\HttpResponse;
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Http\Status;

/**
 * @alias Co\FastCGI\Proxy
 */
class Proxy
{
    protected $host;

    protected $port;

    /** In seconds. */
    protected $timeout = -1;

    protected $documentRoot;

    protected $https = false;

    /** What a path without an extension gets behind it. */
    protected $index = 'index.php';

    /** @var array<string, string> more parameters */
    protected $params = [];

    /** @var callable|null */
    protected $staticFileFilter;

    /** @param string $url as for Client::parseUrl() */
    public function __construct(string $url, string $documentRoot = '/')
    {
        [$this->host, $this->port] = Client::parseUrl($url);
        $this->documentRoot = $documentRoot;
        $this->staticFileFilter = $this->staticFileFiltrate(...);
    }

    public function withTimeout(float $timeout): self
    {
        $this->timeout = $timeout;
        return $this;
    }

    public function withHttps(bool $https): self
    {
        $this->https = $https;
        return $this;
    }

    public function withIndex(string $index): self
    {
        $this->index = $index;
        return $this;
    }

    public function getParam(string $name): ?string
    {
        return $this->params[$name] ?? null;
    }

    public function withParam(string $name, string $value): self
    {
        $this->params[$name] = $value;
        return $this;
    }

    public function withoutParam(string $name): self
    {
        unset($this->params[$name]);
        return $this;
    }

    public function getParams(): array
    {
        return $this->params;
    }

    /** Instead of those that are there. */
    public function withParams(array $params): self
    {
        $this->params = $params;
        return $this;
    }

    /** Beside those that are there. */
    public function withAddedParams(array $params): self
    {
        $this->params = $params + $this->params;
        return $this;
    }

    /** @param callable|null $filter is given the HttpRequest and the Response; true: it has answered */
    public function withStaticFileFilter(?callable $filter): self
    {
        $this->staticFileFilter = $filter;
        return $this;
    }

    public function translateRequest(Request $userRequest): HttpRequest
    {
        $server = $userRequest->server;
        $headers = $userRequest->header;
        $uri = $server['request_uri'];
        $query = $server['query_string'] ?? '';
        $request = (new HttpRequest())
            ->withDocumentRoot($this->documentRoot)
            ->withScriptFilename($this->documentRoot . $this->script($server['path_info']))
            ->withScriptName($uri)
            ->withDocumentUri($uri)
            ->withServerProtocol($server['server_protocol'])
            ->withServerAddr('127.0.0.1')
            ->withServerPort($server['server_port'])
            ->withRemoteAddr($server['remote_addr'])
            ->withRemotePort($server['remote_port'])
            ->withMethod($server['request_method'])
            ->withRequestUri($query === '' ? $uri : "{$uri}?{$query}")
            ->withQueryString($query)
            ->withContentType($headers['content-type'] ?? '')
            ->withHeaders($headers)
            ->withBody((string) $userRequest->rawContent())
            ->withAddedParams($this->params);
        return $this->https ? $request->withParam('HTTPS', '1') : $request;
    }

    public function translateResponse(HttpResponse $response, Response $userResponse): void
    {
        $userResponse->status($response->getStatusCode(), $response->getReasonPhrase());
        $userResponse->header = $response->getHeaders();
        $userResponse->cookie = $response->getSetCookieHeaderLines();
        $userResponse->end($response->getBody());
    }

    /** Answers a request, by a file or by the application. */
    public function pass(Request|HttpRequest $userRequest, Response $userResponse): void
    {
        $request = $userRequest instanceof HttpRequest ? $userRequest : $this->translateRequest($userRequest);
        if ($this->staticFileFilter && ($this->staticFileFilter)($request, $userResponse)) {
            return;
        }
        $response = (new Client($this->host, $this->port))->execute($request, $this->timeout);
        $this->translateResponse($response, $userResponse);
    }

    /** Sends what is not a PHP script as a file, if it lies below the document root. True when it has answered. */
    public function staticFileFiltrate(HttpRequest $request, Response $userResponse): bool
    {
        $name = (string) $request->getScriptFilename();
        if (pathinfo($name, PATHINFO_EXTENSION) === 'php') {
            return false;
        }
        $file = realpath($name);
        $root = rtrim((string) realpath($this->documentRoot), '/') . '/';
        if ($file !== false && str_starts_with($file, $root) && is_file($file)) {
            $userResponse->sendfile($file);
        } else {
            $userResponse->status(Status::NOT_FOUND);
        }
        return true;
    }

    private function script(string $path): string
    {
        $path = '/' . ltrim($path, '/');
        $isFolder = $this->index !== '' && pathinfo($path, PATHINFO_EXTENSION) === '';
        return $isFolder ? rtrim($path, '/') . '/' . $this->index : $path;
    }
}
