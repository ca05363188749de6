<?php

/** What a server does in PHP for itself: it looks over its settings, and writes its numbers to a file. */

declare(strict_types=1);

namespace Swoole\Server;

use Swoole\Coroutine;
use Swoole\Server;
use Swoole\Timer;

class Helper
{
    public const STATS_TIMER_INTERVAL_TIME = 1000;

    /** Tells of each setting that no server knows. */
    public static function checkOptions(array $input_options): void
    {
        $known = [];
        foreach ((new \ReflectionClass(\Swoole\Constant::class))->getConstants() as $name => $option) {
            if (str_starts_with($name, 'OPTION_')) {
                $known[$option] = true;
            }
        }
        foreach ($input_options as $name => $_) {
            if (!isset($known[strtolower((string) $name)])) {
                self::warn("unsupported option [{$name}]");
            }
        }
    }

    /** @internal */
    public static function warn(string $message): void
    {
        self::tell($message);
    }

    /** Says it, and where the setting was made. */
    private static function tell(string $message): void
    {
        trigger_error($message, E_USER_WARNING);
        if (ini_get('display_errors')) {
            debug_print_backtrace();
        }
    }

    /** Adds the commands of the admin server, if there shall be one. */
    public static function onBeforeStart(Server $server): void
    {
        if (self::hasAdmin($server)) {
            Admin::init($server);
        }
    }

    public static function onBeforeShutdown(Server $server): void
    {
        $server->admin_server?->shutdown();
        $server->admin_server = null;
    }

    /** In worker 0: begins to write the file that stats_file names, every stats_timer_interval milliseconds. */
    public static function onWorkerStart(Server $server, int $workerId): void
    {
        $file = (string) ($server->setting['stats_file'] ?? '');
        if ($file === '' || $workerId !== 0) {
            return;
        }
        $interval = (int) ($server->setting['stats_timer_interval'] ?? 0) ?: self::STATS_TIMER_INTERVAL_TIME;
        $server->stats_timer = Timer::tick($interval, static fn () => file_put_contents($file, self::format($file, $server->stats())));
    }

    public static function onWorkerExit(Server $server, int $workerId): void
    {
        if ($server->stats_timer) {
            Timer::clear($server->stats_timer);
            $server->stats_timer = null;
        }
    }

    public static function onWorkerStop(Server $server, int $workerId) {}

    /** In the master of SWOOLE_PROCESS, or worker 0: serves what admin_server says. */
    public static function onStart(Server $server): void
    {
        if (self::hasAdmin($server)) {
            Coroutine::create(static fn () => Admin::start($server));
        }
    }

    public static function onShutdown(Server $server) {}

    // Moments at which a server has nothing to do in PHP.
    public static function onBeforeReload(Server $server) {}

    public static function onAfterReload(Server $server) {}

    public static function onManagerStart(Server $server) {}

    public static function onManagerStop(Server $server) {}

    public static function onWorkerError(Server $server) {}

    private static function hasAdmin(Server $server): bool
    {
        return !empty($server->setting['admin_server']);
    }

    /** Numbers as JSON, as PHP, or as lines, as the file's name wants it. */
    private static function format(string $file, array $stats): string
    {
        return match (pathinfo($file, PATHINFO_EXTENSION)) {
            'json' => json_encode($stats, JSON_THROW_ON_ERROR),
            'php' => "<?php\nreturn " . var_export($stats, true) . ";\n",
            default => implode("\n", array_map(static fn ($name, $value) => "{$name}: {$value}", array_keys($stats), $stats)),
        };
    }
}
