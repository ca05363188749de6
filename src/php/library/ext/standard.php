<?php

/**
 * Names and mail. What Swoole hands to another process, PHP's own functions do here: their waits are hooked. Declared in
 * stubs/helpers.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\System;

function swoole_gethostbynamel(string $domain)
{
    return System::getaddrinfo($domain);
}

function swoole_gethostbyaddr(string $ip): string
{
    return (string) gethostbyaddr($ip);
}

function swoole_checkdnsrr(string $hostname, string $type = 'MX'): bool
{
    return checkdnsrr($hostname, $type);
}

function swoole_dns_check_record(string $hostname, string $type = 'MX'): bool
{
    return checkdnsrr($hostname, $type);
}

function swoole_getmxrr(string $hostname, array &$hosts, ?array &$weights = null): bool
{
    return getmxrr($hostname, $hosts, $weights);
}

function swoole_dns_get_mx(string $hostname, array &$hosts, ?array &$weights = null): bool
{
    return getmxrr($hostname, $hosts, $weights);
}

function swoole_dns_get_record(string $hostname, int $type = DNS_ANY, ?array &$authoritative_name_servers = null, ?array &$additional_records = null, bool $raw = false): array|false
{
    return dns_get_record($hostname, $type, $authoritative_name_servers, $additional_records, $raw);
}

function swoole_real_getmxrr(string $hostname, &$hosts, &$weights = null): bool
{
    return getmxrr($hostname, $hosts, $weights);
}

function swoole_real_dns_get_record(string $hostname, int $type = DNS_ANY, &$authoritative_name_servers = null, &$additional_records = null, bool $raw = false): array|false
{
    return dns_get_record($hostname, $type, $authoritative_name_servers, $additional_records, $raw);
}

function swoole_mail(string $to, string $subject, string $message, array $headers = []): bool
{
    return mail($to, $subject, $message, $headers);
}
