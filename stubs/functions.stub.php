<?php

// Coroutines.

/**
 * Runs a function in a new coroutine, as Swoole\Coroutine::create(). Further arguments are the function's.
 *
 * @return int|false the id
 * @handler Swoole\Coroutine::create
 * @shortname
 */
function go(callable $func): int|false {}

/**
 * Calls a function when this coroutine ends, as Swoole\Coroutine::defer().
 *
 * @handler Swoole\Coroutine::defer
 * @shortname
 */
function defer(callable $callback): void {}

/**
 * The same as Swoole\Coroutine::create().
 *
 * @handler Swoole\Coroutine::create
 */
function swoole_coroutine_create(callable $func, mixed ...$params): int|false {}

/**
 * The same as Swoole\Coroutine::defer().
 *
 * @handler Swoole\Coroutine::defer
 */
function swoole_coroutine_defer(callable $callback): void {}

/**
 * Waits until one of several clients or sockets has news.
 *
 * @param array $read those of which something can be read are left in it
 * @param array $write those that have room to write
 * @param array $except those whose connection ended
 * @param float $timeout in seconds
 * @return int|false how many have news
 */
function swoole_client_select(?array &$read, ?array &$write, ?array &$except, ?float $timeout = 0.5): false|int {}

/**
 * The same as swoole_client_select().
 *
 * @handler swoole_client_select
 */
function swoole_select(?array &$read, ?array &$write, ?array &$except, ?float $timeout = 0.5): false|int {}

/**
 * Two sockets that are connected to each other.
 *
 * @return array|false two Swoole\\Coroutine\\Socket
 */
function swoole_coroutine_socketpair(int $domain, int $type, int $protocol): array|false {}

// Names.

/**
 * The same as Swoole\Coroutine\System::dnsLookup().
 *
 * @handler Swoole\Coroutine\System::dnsLookup
 */
function swoole_async_dns_lookup_coro(string $domain_name, float $timeout = 60, int $type = AF_INET): string|false {}

/** Forgets all answers of name servers. */
function swoole_clear_dns_cache(): void {}

// Timers: each is the method of Swoole\Timer that it names. Further arguments of the first two are the callback's.

/** @handler Swoole\Timer::tick */
function swoole_timer_tick(int $ms, callable $callback): int|false {}

/** @handler Swoole\Timer::after */
function swoole_timer_after(int $ms, callable $callback): int|false {}

/** @handler Swoole\Timer::exists */
function swoole_timer_exists(int $timer_id): bool {}

/** @handler Swoole\Timer::info */
function swoole_timer_info(int $timer_id): ?array {}

/** @handler Swoole\Timer::stats */
function swoole_timer_stats(): array {}

/** @handler Swoole\Timer::list */
function swoole_timer_list(): Swoole\Timer\Iterator {}

/** @handler Swoole\Timer::clear */
function swoole_timer_clear(int $timer_id): bool {}

/** @handler Swoole\Timer::clearAll */
function swoole_timer_clear_all(): bool {}

// The event loop: each is the method of Swoole\Event that it names.

/** @handler Swoole\Event::add */
function swoole_event_add(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = SWOOLE_EVENT_READ): int|false {}

/** @handler Swoole\Event::del */
function swoole_event_del(mixed $fd): bool {}

/** @handler Swoole\Event::set */
function swoole_event_set(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = 0): bool {}

/** @handler Swoole\Event::isset */
function swoole_event_isset(mixed $fd, int $events = SWOOLE_EVENT_READ | SWOOLE_EVENT_WRITE): bool {}

/** @handler Swoole\Event::dispatch */
function swoole_event_dispatch(): bool {}

/** @handler Swoole\Event::defer */
function swoole_event_defer(callable $callback): bool {}

/** @handler Swoole\Event::cycle */
function swoole_event_cycle(?callable $callback, bool $before = false): bool {}

/** @handler Swoole\Event::write */
function swoole_event_write(mixed $fd, string $data): bool {}

/** @handler Swoole\Event::wait */
function swoole_event_wait(): void {}

/** @handler Swoole\Event::rshutdown */
function swoole_event_rshutdown(): void {}

/** @handler Swoole\Event::exit */
function swoole_event_exit(): void {}

/** For Swoole's own use at the end of a request: a warning. */
function swoole_internal_call_user_shutdown_begin(): bool {}

// Errors and the log.

/** The errno of the last system call that this extension made. */
function swoole_errno(): int {}

/** Why the last call of this extension failed: an errno or SWOOLE_ERROR_*. */
function swoole_last_error(): int {}

/** Sets swoole_last_error() to 0. */
function swoole_clear_error(): void {}

/**
 * What an error number means, in English.
 *
 * @param int $error_type the number space: SWOOLE_STRERROR_*. Numbers from 500 on are SWOOLE_ERROR_* anyway
 */
function swoole_strerror(int $errno, int $error_type = SWOOLE_STRERROR_SYSTEM): string {}

/**
 * Writes to the log of this extension.
 *
 * @param int $level SWOOLE_LOG_*; nothing is written when it is below log_level
 */
function swoole_error_log(int $level, string $msg): void {}

/**
 * Writes to the log of this extension, with an error number. Nothing is written when that is being ignored.
 *
 * @param int $level SWOOLE_LOG_*
 * @param int $error an errno or SWOOLE_ERROR_*
 */
function swoole_error_log_ex(int $level, int $error, string $msg): void {}

/** Keeps swoole_error_log_ex() and warnings with this number out of the log from now on. */
function swoole_ignore_error(int $error): void {}

// Settings.

/**
 * Changes settings of the loop. Only before there is one.
 *
 * @param array<string, mixed> $settings those of Swoole\Coroutine::set() about logs, name service and sockets,
 *        and enable_coroutine: whether callbacks of timers and events run in coroutines
 */
function swoole_async_set(array $settings): bool {}

/**
 * Does nothing. Swoole keeps a helper process for functions that it cannot make cooperative; here there is no
 * need for one.
 */
function swoole_init_default_remote_object_server(): void {}

// The machine and the process.

/** The version of Swoole's API, the same as SWOOLE_VERSION. */
function swoole_version(): string {}

/** How many processors there are. */
function swoole_cpu_num(): int {}

/**
 * The addresses of this machine by network interface, loopback left out.
 *
 * @param int $family AF_INET (2) or AF_INET6 (10)
 * @return array<string, string>
 */
function swoole_get_local_ip(int $family = 2): array {}

/**
 * The hardware addresses of this machine by network interface.
 *
 * @return array<string, string>
 */
function swoole_get_local_mac(): array {}

/** Changes the name under which this process is listed. */
function swoole_set_process_name(string $process_name): bool {}

// Data.

/**
 * A number that depends on nothing but the data: for hash tables and for spreading.
 *
 * @param int $type 0: PHP's own, 1: one-at-a-time
 * @return int|false false for another type
 */
function swoole_hashcode(string $data, int $type = 0): int|false {}

/**
 * unserialize() of a part of a string, without copying it.
 *
 * @param int $offset where it starts; counted from the end when negative
 * @param int $length 0 or less: up to the end
 * @param array<string, mixed> $options as for unserialize()
 * @return mixed false when the offset is not in the string
 */
function swoole_substr_unserialize(string $str, int $offset, int $length = 0, array $options = []): mixed {}

/**
 * json_decode() of a part of a string, without copying it.
 *
 * @param int $offset where it starts; counted from the end when negative
 * @param int $length 0 or less: up to the end
 * @return mixed null, with a warning, when the offset is not in the string
 */
function swoole_substr_json_decode(string $str, int $offset, int $length = 0, bool $associative = false, int $depth = 512, int $flags = 0): mixed {}

// MIME types by file suffix.

/** Adds a suffix. False when it is known already. */
function swoole_mime_type_add(string $suffix, string $mime_type): bool {}

/** Adds or changes a suffix. */
function swoole_mime_type_set(string $suffix, string $mime_type): void {}

/** Removes a suffix. False when it is not known. */
function swoole_mime_type_delete(string $suffix): bool {}

/** The type of a file by its name; application/octet-stream when the suffix is not known. */
function swoole_mime_type_get(string $filename): string {}

/**
 * The same as swoole_mime_type_get().
 *
 * @handler swoole_mime_type_get
 */
function swoole_get_mime_type(string $filename): string {}

/** Whether the suffix of a file name is known. */
function swoole_mime_type_exists(string $filename): bool {}

/**
 * The types of all known suffixes.
 *
 * @return list<string>
 */
function swoole_mime_type_list(): array {}

// Inside PHP, for debugging.

/**
 * All objects that are alive.
 *
 * @return object[]|false
 */
function swoole_get_objects(): array|false {}

/** The object with this handle (see spl_object_id()), or false. */
function swoole_get_object_by_handle(int $handle): object|false {}

/** @return array{object_num: int, resource_num: int} how many objects and resources are alive */
function swoole_get_vm_status(): array {}
