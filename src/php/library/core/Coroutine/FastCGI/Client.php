<?php

/**
 * Speaks FastCGI with an application, PHP-FPM for one.
 *
 * Invariant: $socket is connected and at the border between two answers, or null.
 */

declare(strict_types=1);

namespace Swoole\Coroutine\FastCGI;

use Swoole\Constant;
use Swoole\Coroutine\FastCGI\Client\Exception;
use Swoole\Coroutine\Socket;
use Swoole\FastCGI\FrameParser;
use Swoole\FastCGI\HttpRequest;
use Swoole\FastCGI\HttpResponse;
use Swoole\FastCGI\Record\EndRequest;
use Swoole\FastCGI\Request;
use Swoole\FastCGI\Response;

/**
 * @alias Co\FastCGI\Client
 */
class Client
{
    protected int $af;

    protected string $host;

    protected int $port;

    protected bool $ssl;

    protected ?Socket $socket = null;

    /**
     * @param string $host an address, a name, or "unix:/path"
     */
    public function __construct(string $host, int $port = 0, bool $ssl = false)
    {
        $isUnix = stripos($host, 'unix:/') === 0;
        $this->af = match (true) {
            $isUnix => AF_UNIX,
            str_contains($host, ':') => AF_INET6,
            default => AF_INET,
        };
        $this->host = $isUnix ? '/' . ltrim(substr($host, strlen('unix:/')), '/') : $host;
        $this->port = $isUnix ? 0 : $port;
        $this->ssl = $ssl;
    }

    /**
     * Sends a request and waits for the answer: an HttpResponse to an HttpRequest, else a Response.
     *
     * @param float $timeout in seconds, for connecting and for each part of the answer; 0 or less waits for ever
     * @throws Exception when the connection fails
     */
    public function execute(Request $request, float $timeout = -1): Response
    {
        $socket = $this->socket ?? $this->connect($timeout);
        $data = (string) $request;
        if ($socket->sendAll($data) !== strlen($data)) {
            $this->ioException();
        }
        $records = [];
        do {
            $packet = $socket->recvPacket($timeout);
            if (!$packet) {
                $this->ioException($packet === '' ? SOCKET_ECONNRESET : null);
            }
            if (!FrameParser::hasFrame($packet)) {
                $this->ioException(SOCKET_EPROTO);
            }
            while ($packet !== '') {
                $records[] = FrameParser::parseFrame($packet);
            }
        } while (!end($records) instanceof EndRequest);
        if (!$request->getKeepConn()) {
            $socket->close();
            $this->socket = null;
        }
        return $request instanceof HttpRequest ? new HttpResponse($records) : new Response($records);
    }

    /**
     * Host and port of "tcp://127.0.0.1:9000", "127.0.0.1:9000" or "unix:/path".
     *
     * @return array{string, int}
     */
    public static function parseUrl(string $url): array
    {
        $parts = parse_url($url);
        $host = $parts['host'] ?? '';
        if ($host !== '') {
            return [$host, $parts['port'] ?? 0];
        }
        $path = $parts['path'] ?? '';
        return $path !== '' ? ["unix:/{$path}", $parts['port'] ?? 0] : throw new \InvalidArgumentException('Invalid url');
    }

    /**
     * Lets the application at $url run a script, and returns what it put out.
     *
     * @param string $path the script, with a query if need be
     * @param array|string $data the body; with one the request is a POST
     * @throws Exception when the connection fails
     */
    public static function call(string $url, string $path, $data = '', float $timeout = -1): string
    {
        $parts = parse_url($path);
        $script = $parts['path'] ?? '';
        $name = '/' . basename($script);
        $query = $parts['query'] ?? '';
        $request = (new HttpRequest())
            ->withDocumentRoot(dirname($script))
            ->withScriptFilename($script)
            ->withScriptName($name)
            ->withDocumentUri($name)
            ->withRequestUri($query === '' ? $name : "{$name}?{$query}")
            ->withQueryString($query)
            ->withBody($data);
        $request->withMethod($request->getContentLength() === 0 ? 'GET' : 'POST');
        return (new self(...static::parseUrl($url)))->execute($request, $timeout)->getBody();
    }

    /** @throws Exception always; the connection is of no more use */
    protected function ioException(?int $errno = null): void
    {
        $code = $errno ?? $this->socket->errCode;
        $message = $errno === null ? $this->socket->errMsg : swoole_strerror($errno);
        $this->socket->close();
        $this->socket = null;
        throw new Exception($message, $code);
    }

    private function connect(float $timeout): Socket
    {
        $this->socket = new Socket($this->af, SOCK_STREAM, 0);
        $this->socket->setProtocol([
            Constant::OPTION_OPEN_SSL => $this->ssl,
            Constant::OPTION_OPEN_FASTCGI_PROTOCOL => true,
        ]);
        if (!$this->socket->connect($this->host, $this->port, $timeout)) {
            $this->ioException();
        }
        return $this->socket;
    }
}
