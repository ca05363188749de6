<?php

/**
 * What a running server tells of itself, over HTTP: GET /api/COMMAND/PROCESS, the process being master, manager, worker-N,
 * task-N, all, all_worker, all_task or specific. The answers are objects with "code" (0 when all went well) and "data".
 */

declare(strict_types=1);

namespace Swoole\Server;

use Swoole\Coroutine;
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Server;
use Swoole\Timer;

class Admin
{
    public const SIZE_OF_ZVAL = 16;

    public const SIZE_OF_ZEND_STRING = 32;

    public const SIZE_OF_ZEND_OBJECT = 56;

    public const SIZE_OF_ZEND_ARRAY = 56;

    /** A parameter is missing, the request is not allowed, or there is no such thing. */
    private const REFUSED = 4003;
    private const NOT_FOUND = 4004;

    /** What changes something must not happen because somebody follows a link. */
    private const CHANGES = ['server_reload', 'server_shutdown', 'close_session'];

    private static string $accessToken = '';

    /** Adds the commands to a server that has not been started. */
    public static function init(Server $server): void
    {
        $everywhere = SWOOLE_SERVER_COMMAND_MASTER | SWOOLE_SERVER_COMMAND_MANAGER | SWOOLE_SERVER_COMMAND_EVENT_WORKER | SWOOLE_SERVER_COMMAND_TASK_WORKER;
        foreach (self::commands() as $name => $command) {
            $server->addCommand($name, $everywhere, $command);
        }
    }

    /** What requests must carry in X-Admin-Server-Access-Token; nothing when no name and password were set. */
    public static function getAccessToken(): string
    {
        return self::$accessToken;
    }

    /** Serves where the setting admin_server says: HOST:PORT, or NAME:PASSWORD@HOST:PORT. In a coroutine, to the server's end. */
    public static function start(Server $server): void
    {
        $address = (string) $server->setting['admin_server'];
        if (str_starts_with($address, 'unix:/')) {
            swoole_error_log(SWOOLE_LOG_ERROR, "admin_server[{$address}] is not supported");
            return;
        }
        if (($at = strrpos($address, '@')) !== false) {
            [$name, $password] = explode(':', substr($address, 0, $at), 2) + [1 => ''];
            self::$accessToken = sha1($name . $password);
            $address = substr($address, $at + 1);
        }
        $colon = (int) strrpos($address, ':');
        $admin = new Coroutine\Http\Server(substr($address, 0, $colon), (int) substr($address, $colon + 1));
        $admin->handle('/api', static fn (Request $request, Response $response) => self::serve($server, $request, $response));
        $admin->handle('/', static function (Request $request, Response $response): void {
            $response->status(404);
            $response->end();
        });
        $server->admin_server = $admin;
        $admin->start();
    }

    public static function handlerGetResources(Server $server, string $msg): string
    {
        $describe = static fn ($resource) => ['id' => get_resource_id($resource), 'type' => get_resource_type($resource)]
            + (get_resource_type($resource) === 'stream' ? ['info' => stream_get_meta_data($resource)] : []);
        return self::json(array_values(array_map($describe, get_resources())));
    }

    public static function handlerGetWorkerInfo(Server $server, string $msg): string
    {
        return self::json([
            'id' => $server->getWorkerId(),
            'pid' => $server->getWorkerPid(),
            'gc_status' => gc_status(),
            'memory_usage' => memory_get_usage(),
            'memory_real_usage' => memory_get_usage(true),
            'process_status' => self::status(getmypid()),
            'coroutine_stats' => Coroutine::stats(),
            'timer_stats' => Timer::stats(),
            'vm_status' => swoole_get_vm_status(),
        ]);
    }

    public static function handlerCloseSession(Server $server, string $msg): string
    {
        $session = (int) (self::parameters($msg)['session_id'] ?? 0);
        if ($session === 0) {
            return self::json('require session_id', self::REFUSED);
        }
        $closed = $server->close($session, !empty(self::parameters($msg)['force']));
        return $closed ? self::json([]) : self::json(['error' => swoole_last_error()], self::NOT_FOUND);
    }

    public static function handlerGetTimerList(Server $server, string $msg): string
    {
        $describe = static fn (int $id) => ['id' => $id, 'info' => Timer::info($id)];
        return self::json(array_map($describe, iterator_to_array(Timer::list(), false)));
    }

    public static function handlerGetCoroutineList(Server $server, string $msg): string
    {
        $describe = static fn (int $id) => [
            'id' => $id,
            'elapsed' => Coroutine::getElapsed($id),
            'stack_usage' => Coroutine::getStackUsage($id),
            'backTrace' => Coroutine::getBackTrace($id, DEBUG_BACKTRACE_IGNORE_ARGS, 1),
        ];
        return self::json(array_map($describe, iterator_to_array(Coroutine::list(), false)));
    }

    public static function handlerGetObjects(Server $server, string $msg): string
    {
        $list = [];
        foreach (swoole_get_objects() ?: [] as $object) {
            $class = new \ReflectionObject($object);
            $properties = array_filter($class->getProperties(), static fn ($property) => !$property->isStatic());
            $list[] = [
                'id' => spl_object_id($object),
                'hash' => spl_object_hash($object),
                'class' => $object::class,
                'filename' => $class->getFileName() ?: '',
                'line' => $class->getStartLine() ?: '',
                'memory_size' => self::SIZE_OF_ZEND_OBJECT + self::SIZE_OF_ZVAL * count($properties),
            ];
        }
        return self::json($list);
    }

    public static function handlerGetClassInfo(Server $server, string $msg): string
    {
        $parameters = self::parameters($msg);
        $name = (string) ($parameters['class_name'] ?? $parameters['interface_name'] ?? '');
        if ($name === '') {
            return self::json(['error' => 'require class_name or interface_name'], self::NOT_FOUND);
        }
        if (!class_exists($name, false) && !interface_exists($name, false)) {
            return self::json("{$name} not exists", self::REFUSED);
        }
        $class = new \ReflectionClass($name);
        $constants = [];
        foreach ($class->getConstants() as $constant => $value) {
            $constants[] = ['name' => $constant, 'value' => is_array($value) ? var_export($value, true) : $value, 'type' => is_array($value) ? 'detail' : 'default'];
        }
        $modifiers = static fn ($member) => ['modifiers' => implode(' ', \Reflection::getModifierNames($member->getModifiers()))];
        $values = $class->getDefaultProperties();
        $properties = ['static' => [], 'own' => []];
        foreach ($class->getProperties() as $property) {
            $of = $property->isStatic() ? 'static' : 'own';
            $properties[$of][] = ['name' => $property->getName(), 'value' => $values[$property->getName()] ?? null] + $modifiers($property);
        }
        $methods = ['static' => [], 'own' => []];
        foreach ($class->getMethods() as $method) {
            $of = $method->isStatic() ? 'static' : 'own';
            $methods[$of][] = ['name' => $method->getName(), 'line' => $method->getStartLine() ?: ''] + $modifiers($method);
        }
        return self::json([
            'filename' => $class->getFileName(),
            'constants' => $constants,
            'staticProperties' => $properties['static'],
            'properties' => $properties['own'],
            'staticMethods' => $methods['static'],
            'methods' => $methods['own'],
            'parentClass' => $class->getParentClass() ? $class->getParentClass()->getName() : '',
            'interface' => $class->getInterfaceNames(),
        ]);
    }

    public static function handlerGetFunctionInfo(Server $server, string $msg): string
    {
        ['class_name' => $class, 'function_name' => $name] = self::parameters($msg) + ['class_name' => '', 'function_name' => ''];
        if ($name === '') {
            return self::json('require function_name', self::NOT_FOUND);
        }
        if ($class !== '' && !class_exists($class) && !interface_exists($class)) {
            return self::json("{$class} not exists", self::NOT_FOUND);
        }
        if ($class !== '' ? !method_exists($class, $name) : !function_exists($name)) {
            return self::json(($class !== '' ? "{$class}->" : '') . "{$name} not exists", self::NOT_FOUND);
        }
        $function = $class !== '' ? new \ReflectionMethod($class, $name) : new \ReflectionFunction($name);
        return self::json([
            'filename' => $function->getFileName(),
            'line' => $function->getStartLine() ?: '',
            'num' => $function->getNumberOfParameters(),
            'user_defined' => $function->isUserDefined(),
            'extension' => $function->getExtensionName(),
            'is_static' => $function instanceof \ReflectionMethod && $function->isStatic(),
            'params' => array_map(self::parameter(...), $function->getParameters()),
        ]);
    }

    public static function handlerGetObjectByHandle(Server $server, string $msg): string
    {
        ['object_id' => $id, 'object_hash' => $hash] = self::parameters($msg) + ['object_id' => 0, 'object_hash' => ''];
        if (empty($id) || empty($hash)) {
            return self::json(['error' => 'Params Error!'], self::NOT_FOUND);
        }
        $object = swoole_get_object_by_handle((int) $id);
        if (!$object || spl_object_hash($object) !== $hash) {
            return self::json(['error' => 'Object destroyed!'], self::NOT_FOUND);
        }
        return self::json(var_export($object, true));
    }

    public static function handlerGetVersionInfo(Server $server, string $msg): string
    {
        $addresses = array_values(swoole_get_local_ip());
        $public = array_filter($addresses, static fn ($ip) => filter_var($ip, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE));
        return self::json([
            'os' => php_uname('s') . '-' . php_uname('r'),
            'swoole' => swoole_version(),
            'php' => PHP_VERSION,
            'ip' => reset($public) ?: ($addresses[0] ?? ''),
        ]);
    }

    public static function handlerGetDefinedFunctions(Server $server, string $msg): string
    {
        $functions = get_defined_functions();
        foreach ($functions['user'] as &$function) {
            $reflection = new \ReflectionFunction($function);
            $function = ['function' => $function, 'filename' => $reflection->getFileName(), 'line' => $reflection->getStartLine()];
        }
        return self::json(array_filter($functions));
    }

    public static function handlerGetDeclaredClasses(Server $server, string $msg): string
    {
        return self::json(array_map(static function (string $name): array {
            $class = new \ReflectionClass($name);
            return ['class' => $name, 'filename' => $class->getFileName() ?: '', 'line' => $class->getStartLine() ?: ''];
        }, get_declared_classes()));
    }

    public static function handlerGetServerMemoryUsage(Server $server, string $msg): string
    {
        $usage = array_map(static fn (int $pid) => self::residentBytes($pid), self::processes($server)) + ['master' => 0, 'manager' => 0];
        $usage['total'] = array_sum($usage);
        $usage['memory_size'] = self::kilobytes('/proc/meminfo', 'MemTotal') * 1024;
        return self::json($usage);
    }

    public static function handlerGetServerCpuUsage(Server $server, string $msg): string
    {
        $usage = array_map(static fn (int $pid) => self::seconds($pid), self::processes($server)) + ['master' => 0, 'manager' => 0];
        $usage['total'] = array_sum($usage);
        $usage['cpu_num'] = swoole_cpu_num();
        return self::json($usage);
    }

    public static function handlerGetStaticPropertyValue(Server $server, string $msg): string
    {
        ['class_name' => $class, 'property_name' => $property] = self::parameters($msg) + ['class_name' => '', 'property_name' => ''];
        foreach (['class_name' => $class, 'property_name' => $property] as $what => $given) {
            if ($given === '') {
                return self::json(['error' => "require {$what}!"], self::NOT_FOUND);
            }
        }
        if (!class_exists($class)) {
            return self::json("class[{$class}] not exists", self::NOT_FOUND);
        }
        return self::json(['value' => var_export((new \ReflectionClass($class))->getStaticPropertyValue($property, []), true)]);
    }

    /** The commands, by name. */
    private static function commands(): array
    {
        $tell = static fn (callable $what) => static fn (Server $server, string $msg) => self::json($what($server, self::parameters($msg)));
        $without_resources = static fn (array $constants) => array_filter($constants, static fn ($value) => !is_resource($value) && !(is_float($value) && !is_finite($value)));
        $commands = [
            'server_reload' => $tell(static fn ($server) => $server->reload() ? 'Operation succeeded' : 'Operation failed'),
            'server_shutdown' => $tell(static fn ($server) => $server->shutdown() ? 'Operation succeeded' : 'Operation failed'),
            'server_stats' => $tell(static fn ($server) => $server->stats()),
            'server_setting' => $tell(static fn ($server) => ['mode' => $server->mode, 'host' => $server->host, 'port' => $server->port, 'master_pid' => $server->master_pid, 'manager_pid' => $server->manager_pid] + (array) $server->setting),
            'coroutine_stats' => $tell(static fn () => Coroutine::stats()),
            'coroutine_list' => $tell(static fn () => iterator_to_array(Coroutine::list(), false)),
            'coroutine_bt' => self::backTrace(...),
            'get_client_info' => self::clientInfo(...),
            'gc_status' => $tell(static fn () => gc_status()),
            'getpid' => $tell(static fn () => ['pid' => getmypid()]),
            'memory_usage' => $tell(static fn () => ['usage' => memory_get_usage(), 'real_usage' => memory_get_usage(true)]),
            'get_included_files' => $tell(static fn () => ['files' => get_included_files()]),
            'get_included_file_contents' => self::fileContents(...),
            'get_defined_constants' => $tell(static fn () => $without_resources(get_defined_constants())),
            'get_declared_interfaces' => $tell(static fn () => get_declared_interfaces()),
            'get_declared_traits' => $tell(static fn () => get_declared_traits()),
            'get_loaded_extensions' => $tell(static fn () => array_map(static fn ($index, $name) => ['id' => $index + 1, 'name' => $name, 'version' => (string) phpversion($name)], array_keys(get_loaded_extensions()), get_loaded_extensions())),
            'get_extension_info' => self::extensionInfo(...),
            'get_globals' => $tell(self::globals(...)),
            'get_composer_packages' => $tell(static fn () => class_exists(\Composer\InstalledVersions::class) ? \Composer\InstalledVersions::getAllRawData() : []),
        ];
        if (function_exists('opcache_get_status')) {
            $commands['opcache_status'] = $tell(static fn () => opcache_get_status(true));
        }
        $public = ['close_session', 'get_version_info', 'get_worker_info', 'get_timer_list', 'get_coroutine_list', 'get_objects', 'get_class_info', 'get_function_info', 'get_object_by_handle', 'get_server_cpu_usage', 'get_server_memory_usage', 'get_static_property_value', 'get_defined_functions', 'get_declared_classes', 'get_resources'];
        foreach ($public as $name) {
            $commands[$name] = [self::class, 'handler' . str_replace('_', '', ucwords($name, '_'))];
        }
        return $commands;
    }

    private static function backTrace(Server $server, string $msg): string
    {
        $id = (int) (self::parameters($msg)['cid'] ?? 0);
        $trace = Coroutine::getBackTrace($id);
        return $trace === false ? self::json("Coroutine#{$id} not exists", self::NOT_FOUND) : self::json($trace);
    }

    private static function clientInfo(Server $server, string $msg): string
    {
        $session = (int) (self::parameters($msg)['session_id'] ?? 0);
        return $session === 0 ? self::json('require session_id', self::REFUSED) : self::json($server->getClientInfo($session));
    }

    /** No other files than those that run here. */
    private static function fileContents(Server $server, string $msg): string
    {
        $file = (string) (self::parameters($msg)['filename'] ?? '');
        return match (true) {
            $file === '' => self::json('require filename', self::REFUSED),
            !in_array($file, get_included_files(), true) => self::json('no permission', self::REFUSED),
            !is_file($file) => self::json("{$file} not exist", self::NOT_FOUND),
            default => self::json(file_get_contents($file)),
        };
    }

    private static function extensionInfo(Server $server, string $msg): string
    {
        $name = (string) (self::parameters($msg)['extension_name'] ?? '');
        if ($name === '' || !extension_loaded($name)) {
            return self::json('require extension_name', self::NOT_FOUND);
        }
        $extension = new \ReflectionExtension($name);
        ob_start();
        $extension->info();
        return self::json([
            'classes' => $extension->getClassNames(),
            'version' => $extension->getVersion(),
            'constants' => array_filter($extension->getConstants(), static fn ($value) => !is_resource($value) && !(is_float($value) && !is_finite($value))),
            'ini_entries' => $extension->getINIEntries(),
            'dependencies' => $extension->getDependencies(),
            'functions' => array_keys($extension->getFunctions()),
            'info' => trim((string) ob_get_clean()),
        ]);
    }

    private static function globals(): array
    {
        $list = [];
        foreach ($GLOBALS as $name => $value) {
            $other = is_object($value) ? ['class_name' => $value::class, 'object_id' => spl_object_id($value), 'object_hash' => spl_object_hash($value)] : [];
            $shown = is_scalar($value) || is_array($value) || $value === null ? $value : '';
            $list[] = ['key' => $name, 'value' => $shown, 'type' => gettype($value), 'other' => $other];
        }
        return $list;
    }

    private static function parameter(\ReflectionParameter $parameter): array
    {
        $is_optional = $parameter->isOptional() && !$parameter->isVariadic();
        $parts = [
            'optional' => $is_optional ? '?' : '',
            'type' => ltrim((string) $parameter->getType(), '?'),
            'is_passed_by_reference' => $parameter->isPassedByReference() ? '&' : '',
            'is_variadic' => $parameter->isVariadic() ? '...' : '',
            'name' => $parameter->getName(),
            'default' => $is_optional && $parameter->isDefaultValueAvailable() ? ' = ' . strtolower(var_export($parameter->getDefaultValue(), true)) : '',
        ];
        $type = trim($parts['optional'] . $parts['type']);
        return $parts + ['full' => ($type === '' ? '' : "{$type} ") . "{$parts['is_passed_by_reference']}{$parts['is_variadic']}\${$parts['name']}{$parts['default']}"];
    }

    private static function serve(Server $server, Request $request, Response $response): void
    {
        $response->header('Server', 'swoole-admin-server');
        $response->header('Access-Control-Allow-Origin', '*');
        $response->header('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
        $response->header('Access-Control-Allow-Headers', 'X-ACCESS-TOKEN, X-ADMIN-SERVER-ACCESS-TOKEN');
        $method = $request->getMethod();
        $parts = explode('/', trim((string) $request->server['request_uri'], '/'));
        $command = $parts[1] ?? '';
        $refusal = match (true) {
            count($parts) < 2 || count($parts) > 3 => 'Bad API path',
            $method === 'OPTIONS' => '',
            !hash_equals(self::$accessToken, self::$accessToken === '' ? '' : (string) ($request->header['x-admin-server-access-token'] ?? '')) => 'Bad access token',
            in_array($command, self::CHANGES, true) && $method !== 'POST' => 'Bad request method',
            default => null,
        };
        if ($refusal !== null) {
            if ($refusal !== '') {
                $response->status(403);
            }
            $response->end($refusal === '' ? '' : self::json($refusal, self::REFUSED));
            return;
        }
        $data = (array) ($method === 'GET' ? $request->get : $request->post);
        if ($command === 'multi' && $method === 'POST' && is_array($list = json_decode((string) $request->getContent(), true))) {
            $response->end(json_encode(self::many($server, $list), JSON_INVALID_UTF8_IGNORE));
            return;
        }
        $answer = self::ask($server, $command, $parts[2] ?? 'master', $data);
        if ($answer === null) {
            $response->status(403);
            $answer = self::json('Bad process', self::REFUSED);
        }
        $response->end(is_string($answer) ? $answer : self::json($answer));
    }

    /** Several commands in one request: each with a path as above, and parameters under "post". */
    private static function many(Server $server, array $list): array
    {
        return array_map(static function (array $one) use ($server) {
            $url = parse_url((string) ($one['path'] ?? '')) ?: [];
            $parts = explode('/', trim($url['path'] ?? '', '/'));
            parse_str($url['query'] ?? '', $data);
            $answer = self::ask($server, $parts[1] ?? '', $parts[2] ?? 'master', array_merge($data, (array) ($one['post'] ?? [])));
            return match (true) {
                $answer === null => new \stdClass(),
                is_string($answer) => json_decode($answer),
                default => ['code' => 0, 'data' => $answer],
            };
        }, $list);
    }

    /** Has a command done: the answer of one process, or those of several by their names, or null where there is no such process. */
    private static function ask(Server $server, string $command, string $where, array $data): string|array|null
    {
        $names = match (true) {
            $where === 'specific' => (array) ($data['workers'] ?? []),
            $where === 'all' => ['master', 'manager', ...self::workers($server), ...self::taskWorkers($server)],
            in_array($where, ['all_worker', 'all_event_worker'], true) => self::workers($server),
            in_array($where, ['all_task', 'all_task_worker'], true) => self::taskWorkers($server),
            default => null,
        };
        if ($names !== null) {
            $one = static fn (string $name) => json_decode(self::ask($server, $command, $name, $data) ?? '{}');
            return array_combine($names, array_map($one, $names));
        }
        $found = preg_match('/^(master|manager|worker|event_worker|task|task_worker)(?:-(\d+))?$/D', $where, $parts);
        if (!$found) {
            return null;
        }
        $kind = match ($parts[1]) {
            'master' => SWOOLE_SERVER_COMMAND_MASTER,
            'manager' => SWOOLE_SERVER_COMMAND_MANAGER,
            'worker', 'event_worker' => SWOOLE_SERVER_COMMAND_EVENT_WORKER,
            default => SWOOLE_SERVER_COMMAND_TASK_WORKER,
        };
        $answer = $server->command($command, (int) ($parts[2] ?? 0), $kind, $data, false);
        return $answer ?: json_encode(['code' => swoole_last_error(), 'data' => swoole_strerror(swoole_last_error(), SWOOLE_STRERROR_SWOOLE)]);
    }

    private static function workers(Server $server): array
    {
        return array_map(static fn ($number) => "worker-{$number}", array_keys(array_fill(0, $server->setting['worker_num'], 0)));
    }

    private static function taskWorkers(Server $server): array
    {
        return array_map(static fn ($number) => "task-{$number}", array_keys(array_fill(0, $server->setting['task_worker_num'], 0)));
    }

    /** The numbers of the processes, by name. */
    private static function processes(Server $server): array
    {
        // In SWOOLE_BASE the first worker answers for the master.
        $processes = array_filter(['master' => $server->mode === SWOOLE_BASE ? 0 : $server->master_pid, 'manager' => $server->manager_pid]);
        foreach (array_keys(array_fill(0, $server->setting['worker_num'] + $server->setting['task_worker_num'], 0)) as $number) {
            $processes["worker-{$number}"] = (int) $server->getWorkerPid($number);
        }
        return $processes;
    }

    /** What the system says of a process, by the names that it uses. */
    private static function status(int $pid): array
    {
        preg_match_all('/^(\w+):\s*(.+)$/m', (string) @file_get_contents("/proc/{$pid}/status"), $lines);
        return array_combine($lines[1], $lines[2]);
    }

    private static function residentBytes(int $pid): int
    {
        return self::kilobytes("/proc/{$pid}/status", 'VmRSS') * 1024;
    }

    private static function kilobytes(string $file, string $name): int
    {
        return preg_match("/^{$name}:\\s*(\\d+) kB/m", (string) @file_get_contents($file), $found) ? (int) $found[1] : 0;
    }

    /** Processor time that a process has taken. */
    private static function seconds(int $pid): float
    {
        // After the name, which may contain anything, come the state and numbers; the 12th and 13th are hundredths of a second.
        $fields = explode(' ', substr((string) strrchr((string) @file_get_contents("/proc/{$pid}/stat"), ')'), 2));
        return ((int) ($fields[11] ?? 0) + (int) ($fields[12] ?? 0)) / 100;
    }

    private static function parameters(string $msg): array
    {
        $parameters = json_decode($msg, true);
        return is_array($parameters) ? $parameters : [];
    }

    private static function json(mixed $data, int $code = 0): string
    {
        return (string) json_encode(['code' => $code, 'data' => $data], JSON_INVALID_UTF8_IGNORE | JSON_PARTIAL_OUTPUT_ON_ERROR);
    }
}
