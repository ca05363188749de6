<?php

/**
 * Makes objects and calls functions for clients: with their names and arguments they may do all that this process may. So it
 * listens on this machine only unless it is told otherwise; 'api_key', 'allowed_classes' and 'allowed_functions' narrow it.
 *
 * Objects live in the worker that has made them, and a client stays with its worker as long as its connection.
 */

declare(strict_types=1);

namespace Swoole\RemoteObject;

use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Http\Server as HttpServer;
use Swoole\RemoteObject;

class Server
{
    public const DEFAULT_PORT = 9567;

    private HttpServer $server;

    /** @var array<int, mixed> by ids that are never given twice */
    private array $objects = [];

    private int $lastId = 0;

    private ?string $apiKey;

    /** @var array<string, true>|null in small letters; null for all */
    private ?array $classes;

    /** @var array<string, true>|null in small letters; null for all */
    private ?array $functions;

    public function __construct(string $host = '127.0.0.1', int $port = self::DEFAULT_PORT, array $options = [])
    {
        $this->classes = self::names($options, 'allowed_classes');
        $this->functions = self::names($options, 'allowed_functions');
        $this->apiKey = $options['api_key'] ?? null;
        $this->server = new HttpServer($host, $port, $options['server_mode'] ?? SWOOLE_BASE, $options['socket_type'] ?? SWOOLE_SOCK_TCP);
        $own = ['allowed_classes', 'allowed_functions', 'api_key', 'server_mode', 'socket_type', 'bootstrap'];
        $this->server->set(array_diff_key($options, array_flip($own)) + ['worker_num' => 1]);
        $this->server->on('request', $this->onRequest(...));
        $this->server->on('start', $this->onStart(...));
    }

    public function start(): bool
    {
        return $this->server->start();
    }

    public function onStart(): void
    {
        echo "The remote-object server is started at http://{$this->server->host}:{$this->server->port}\n";
    }

    public function onRequest(Request $request, Response $response): void
    {
        $ctx = new Context($request, $response);
        if ($this->apiKey !== null && !hash_equals($this->apiKey, $request->header['x-api-key'] ?? '')) {
            $response->status(403);
            $ctx->end(['code' => -3, 'msg' => 'invalid api key']);
            return;
        }
        try {
            $answer = match ($ctx->getHandler()) {
                '_ping' => [],
                '_new' => ['object' => $this->make($ctx)],
                '_call_function' => ['result' => $this->shown($ctx, $this->callFunction($ctx))],
                '_call_method' => ['result' => $this->shown($ctx, $this->callMethod($ctx))],
                '_read_property' => ['property' => $this->shown($ctx, $this->object($ctx)->{$ctx->getParam('property')})],
                '_write_property' => $this->nothing($this->object($ctx)->{$ctx->getParam('property')} = $this->value($ctx, 'value')),
                '_to_string' => ['value' => (string) $this->object($ctx)],
                '_offset_get' => ['value' => $this->shown($ctx, $this->object($ctx)[$this->value($ctx, 'offset')])],
                '_offset_set' => $this->nothing($this->setOffset($ctx)),
                '_offset_unset' => $this->nothing($this->unsetOffset($ctx)),
                '_offset_exists' => ['exists' => isset($this->object($ctx)[$this->value($ctx, 'offset')])],
                '_destroy' => $this->nothing($this->forget($ctx)),
                default => ['code' => -1, 'msg' => 'invalid request'],
            };
            $ctx->end($answer + ['code' => 0]);
        } catch (\Throwable $why) {
            $about = ['message' => $why->getMessage(), 'code' => $why->getCode(), 'class' => get_class($why)];
            $ctx->end(['code' => -2, 'exception' => $about]);
        }
    }

    /** Names that an option lists. */
    private static function names(array $options, string $option): ?array
    {
        if (!isset($options[$option])) {
            return null;
        }
        if (!is_array($options[$option])) {
            throw new Exception("$option must be an array");
        }
        return array_fill_keys(array_map(self::name(...), $options[$option]), true);
    }

    private static function name(string $name): string
    {
        return strtolower(trim($name, '\\ '));
    }

    private function make(Context $ctx): int
    {
        $class = trim($ctx->getParam('class'), '\\ ');
        if ($this->classes !== null && !isset($this->classes[self::name($class)])) {
            throw new Exception("class[$class] not allowed");
        }
        return $this->keep(new $class(...$this->value($ctx, 'args')));
    }

    private function callFunction(Context $ctx): mixed
    {
        $function = trim($ctx->getParam('function'), '\\ ');
        if ($this->functions !== null && !isset($this->functions[self::name($function)])) {
            throw new Exception("function[$function] not allowed");
        }
        if (!function_exists($function)) {
            throw new Exception("function[$function] not found");
        }
        return $function(...$this->value($ctx, 'args'));
    }

    private function callMethod(Context $ctx): mixed
    {
        [$object, $method] = [$this->object($ctx), $ctx->getParam('method')];
        if (!is_callable([$object, $method])) {
            throw new Exception('method[' . get_debug_type($object) . "::$method] not found");
        }
        return $object->$method(...$this->value($ctx, 'args'));
    }

    private function setOffset(Context $ctx): void
    {
        $this->object($ctx)[$this->value($ctx, 'offset')] = $this->value($ctx, 'value');
    }

    private function unsetOffset(Context $ctx): void
    {
        unset($this->object($ctx)[$this->value($ctx, 'offset')]);
    }

    private function forget(Context $ctx): void
    {
        $this->object($ctx);
        unset($this->objects[(int) $ctx->getParam('object')]);
    }

    /** The object that is asked about. */
    private function object(Context $ctx): mixed
    {
        $id = $ctx->getParam('object');
        return $this->objects[(int) $id] ?? throw new Exception("object[#$id] not found");
    }

    private function keep(mixed $object): int
    {
        $this->objects[++$this->lastId] = $object;
        return $this->lastId;
    }

    /** A value that a client has sent; where classes are limited, so are those of values. */
    private function value(Context $ctx, string $name): mixed
    {
        $allowed = $this->classes === null ? true : [...array_keys($this->classes), RemoteObject::class];
        return $this->meant(unserialize($ctx->getParam($name), ['allowed_classes' => $allowed]));
    }

    /** In the place of clients' objects those that they stand for. */
    private function meant(mixed $value): mixed
    {
        return match (true) {
            $value instanceof RemoteObject => $this->objects[$value->getObjectId()] ?? throw new Exception("object[#{$value->getObjectId()}] not found"),
            is_array($value) => array_map($this->meant(...), $value),
            default => $value,
        };
    }

    /** What a client gets of a value: objects and resources stay here. */
    private function shown(Context $ctx, mixed $value): mixed
    {
        return match (true) {
            is_object($value), is_resource($value) => RemoteObject::marshal($this->keep($value), $ctx->getCoroutineId(), $ctx->getClientId()),
            is_array($value) => array_map(fn ($one) => $this->shown($ctx, $one), $value),
            default => $value,
        };
    }

    private function nothing(mixed $done): array
    {
        return [];
    }
}
