<?php

/**
 * HTTP requests in one line. Declared, with documentation, in stubs/library.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library\Swoole\Coroutine\Http;

use Swoole\Coroutine\Http\Client;
use Swoole\Coroutine\Http\ClientProxy;

function request(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy
{
    $driver = match (swoole_library_get_option('http_client_driver')) {
        'curl' => request_with_curl(...),
        'stream' => request_with_stream(...),
        default => request_with_http_client(...),
    };
    return $driver($url, $method, $data, $options, $headers, $cookies);
}

function post(string $url, mixed $data, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy
{
    return request($url, 'POST', $data, $options, $headers, $cookies);
}

function get(string $url, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy
{
    return request($url, 'GET', null, $options, $headers, $cookies);
}

function request_with_http_client(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy
{
    $target = parse_url($url);
    if (empty($target['scheme'])) {
        throw new Client\Exception('The URL given is illegal [no scheme]');
    }
    [$port, $secure] = match ($target['scheme']) {
        'http' => [80, false],
        'https' => [443, true],
        default => throw new Client\Exception("unknown scheme \"{$target['scheme']}\""),
    };
    $client = new Client($target['host'], $target['port'] ?? $port, $secure);
    $client->setMethod($method);
    if ($data) {
        $client->setData($data);
    }
    $client->set($options ?? []);
    $client->setHeaders($headers ?? []);
    $client->setCookies($cookies ?? []);
    $path = $target['path'] ?? '/';
    if (!$client->execute(isset($target['query']) ? "{$path}?{$target['query']}" : $path)) {
        throw new Client\Exception($client->errMsg, $client->errCode);
    }
    return new ClientProxy($client->getBody(), $client->getStatusCode(), $client->getHeaders() ?: [], $client->getCookies() ?: []);
}

function request_with_curl(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy
{
    $curl = curl_init($url) ?: throw new Client\Exception('failed to curl_init');
    $received = $receivedCookies = [];
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_setopt($curl, CURLOPT_CUSTOMREQUEST, strtoupper($method));
    curl_setopt($curl, CURLOPT_HEADERFUNCTION, function ($curl, string $line) use (&$received, &$receivedCookies): int {
        [$name, $value] = explode(':', $line, 2) + [1 => null];
        $name = strtolower(trim($name));
        if ($name === 'set-cookie' && str_contains((string) $value, '=')) {
            [$cookie, $text] = explode('=', strtok($value, ';'), 2);
            $receivedCookies[trim($cookie)] = trim($text);
        } elseif ($value !== null) {
            $received[$name][] = trim($value);
        }
        return strlen($line);
    });
    if ($data) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $data);
    }
    if ($headers) {
        // Lines as curl takes them, or name => value as for the other drivers.
        $line = fn (int|string $name, string $value) => is_int($name) ? $value : "{$name}: {$value}";
        curl_setopt($curl, CURLOPT_HTTPHEADER, array_map($line, array_keys($headers), $headers));
    }
    if ($cookies) {
        curl_setopt($curl, CURLOPT_COOKIE, cookie_line($cookies));
    }
    $milliseconds = fn (mixed $seconds) => (int) ((float) $seconds * 1000);
    if (isset($options['timeout'])) {
        curl_setopt($curl, CURLOPT_TIMEOUT_MS, $milliseconds($options['timeout']));
    }
    $connect = $options['connect_timeout'] ?? $options['timeout'] ?? null;
    if ($connect !== null) {
        curl_setopt($curl, CURLOPT_CONNECTTIMEOUT_MS, $milliseconds($connect));
    }
    $body = curl_exec($curl);
    if ($body === false) {
        throw new Client\Exception(curl_error($curl), curl_errno($curl));
    }
    return new ClientProxy($body, curl_getinfo($curl, CURLINFO_RESPONSE_CODE), $received, $receivedCookies);
}

function request_with_stream(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy
{
    $lines = [];
    foreach ($headers ?? [] as $name => $value) {
        $lines[] = "{$name}: {$value}";
    }
    if ($cookies) {
        $lines[] = 'Cookie: ' . cookie_line($cookies);
    }
    $http = ['method' => $method];
    if (is_array($data) && $data) {
        $lines[] = 'Content-Type: application/x-www-form-urlencoded';
        $http['content'] = http_build_query($data);
    } elseif ($data) {
        $http['content'] = (string) $data;
    }
    if (isset($options['timeout'])) {
        $http['timeout'] = (float) $options['timeout'];
    }
    $http['header'] = $lines;
    $body = @file_get_contents($url, false, stream_context_create(['http' => $http]));
    if ($body === false) {
        throw new Client\Exception(error_get_last()['message'] ?? 'no answer');
    }
    return new ClientProxy($body, 200, [], []);
}

function cookie_line(array $cookies): string
{
    $pair = fn (int|string $name, string $value) => "{$name}={$value}";
    return implode('; ', array_map($pair, array_keys($cookies), $cookies));
}
