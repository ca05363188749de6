<?php

/**
 * Functions that are written in PHP: their bodies are in src/php/library. The classes of the library are declared there and
 * nowhere else.
 */

// Strings and arrays as objects.

/** @php */
function swoole_string(string $string = ''): Swoole\StringObject {}

/** @php */
function swoole_mbstring(string $string = ''): Swoole\MultibyteStringObject {}

/** @php */
function swoole_array(array $array = []): Swoole\ArrayObject {}

/**
 * The arguments as an array object.
 *
 * @php
 */
function swoole_array_list(...$arrray): Swoole\ArrayObject {}

/**
 * The value of a key, or the default when there is no such key.
 *
 * @php
 */
function swoole_array_default_value(array $array, $key, $default_value = null) {}

/**
 * The same as swoole_string().
 *
 * @php
 * @shortname
 */
function _string(string $string = ''): Swoole\StringObject {}

/**
 * The same as swoole_mbstring().
 *
 * @php
 * @shortname
 */
function _mbstring(string $string = ''): Swoole\MultibyteStringObject {}

/**
 * The same as swoole_array().
 *
 * @php
 * @shortname
 */
function _array(array $array = []): Swoole\ArrayObject {}

// The machine.

/**
 * A table, created, by a description of its columns: 'id:int, name:string:64, rate:float', or i, s and f.
 *
 * @throws RuntimeException when the description is wrong or there is no memory
 * @php
 */
function swoole_table(int $size, string $fields): Swoole\Table {}

/**
 * Whether this process runs in a container of Docker or Kubernetes.
 *
 * @php
 */
function swoole_is_in_container(): bool {}

/**
 * How many processors this process may use: the environment's SWOOLE_CPU_NUM, or the container's quota, or all.
 *
 * @php
 */
function swoole_container_cpu_num(): int {}

/**
 * Starts a coroutine that sleeps $count times; outside of coroutines it does nothing. For tests.
 *
 * @php
 */
function swoole_test_kernel_coroutine(int $count = 100, float $sleep_time = 1.0): void {}

/**
 * exec() that lets other coroutines run meanwhile.
 *
 * @param array|null $output is given the lines of the output, behind what it has
 * @param int|null $returnVar is set to the exit status
 * @return string|false the last line
 * @php
 */
function swoole_exec(string $command, &$output = null, &$returnVar = null) {}

/**
 * shell_exec() that lets other coroutines run meanwhile.
 *
 * @return string|null the output; null when there is none
 * @php
 */
function swoole_shell_exec(string $cmd) {}

// Names and mail: PHP's own functions, which need no help to wait.

/**
 * The addresses of a host.
 *
 * @return string[]|false
 * @php
 */
function swoole_gethostbynamel(string $domain) {}

/** @php */
function swoole_gethostbyaddr(string $ip): string {}

/** @php */
function swoole_checkdnsrr(string $hostname, string $type = 'MX'): bool {}

/** @php */
function swoole_dns_check_record(string $hostname, string $type = 'MX'): bool {}

/** @php */
function swoole_getmxrr(string $hostname, array &$hosts, ?array &$weights = null): bool {}

/** @php */
function swoole_real_getmxrr(string $hostname, &$hosts, &$weights = null): bool {}

/** @php */
function swoole_real_dns_get_record(string $hostname, int $type = DNS_ANY, &$authoritative_name_servers = null, &$additional_records = null, bool $raw = false): array|false {}

/** @php */
function swoole_dns_get_mx(string $hostname, array &$hosts, ?array &$weights = null): bool {}

/** @php */
function swoole_dns_get_record(string $hostname, int $type = DNS_ANY, ?array &$authoritative_name_servers = null, ?array &$additional_records = null, bool $raw = false): array|false {}

/** @php */
function swoole_mail(string $to, string $subject, string $message, array $headers = []): bool {}

// Registries of services.

/**
 * Adds a registry: names are looked up there before anywhere else.
 *
 * @php
 */
function swoole_name_resolver_add(Swoole\NameResolver $ns): bool {}

/**
 * Takes a registry away. False when it was not there.
 *
 * @php
 */
function swoole_name_resolver_remove(Swoole\NameResolver $ns): bool {}

/**
 * Looks a name up: in the registries that were added, in those of the option name_resolver, then as a host.
 *
 * @return string the address, with ":port" if the context asks for it; empty when there is none
 * @php
 */
function swoole_name_resolver_lookup(string $name, Swoole\NameResolver\Context $ctx): string {}

// Settings.

/**
 * Replaces all settings of the functions that are written in PHP.
 *
 * @php
 */
function swoole_library_set_options(array $options): void {}

/**
 * All settings of the functions that are written in PHP.
 *
 * @return array<string, mixed>
 * @php
 */
function swoole_library_get_options(): array {}

/**
 * Changes one setting of the functions that are written in PHP.
 *
 * @php
 */
function swoole_library_set_option(string $key, mixed $value): void {}

/**
 * One setting of the functions that are written in PHP, or null.
 *
 * @php
 */
function swoole_library_get_option(string $key): mixed {}
