<?php

/**
 * Small helpers. Declared, with documentation, in stubs/helpers.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\ArrayObject;
use Swoole\Coroutine;
use Swoole\MultibyteStringObject;
use Swoole\StringObject;
use Swoole\Table;

function swoole_string(string $string = ''): StringObject
{
    return new StringObject($string);
}

function swoole_mbstring(string $string = ''): MultibyteStringObject
{
    return new MultibyteStringObject($string);
}

function swoole_array(array $array = []): ArrayObject
{
    return new ArrayObject($array);
}

function swoole_array_list(...$arrray): ArrayObject
{
    return new ArrayObject($arrray);
}

function swoole_array_default_value(array $array, $key, $default_value = null)
{
    return array_key_exists($key, $array) ? $array[$key] : $default_value;
}

function _string(string $string = ''): StringObject
{
    return new StringObject($string);
}

function _mbstring(string $string = ''): MultibyteStringObject
{
    return new MultibyteStringObject($string);
}

function _array(array $array = []): ArrayObject
{
    return new ArrayObject($array);
}

function swoole_table(int $size, string $fields): Table
{
    $table = new Table($size, 0.25);
    foreach (explode(',', trim($fields)) as $field) {
        [$name, $type, $length] = array_map('trim', explode(':', $field)) + ['', '', null];
        match ($type) {
            'i', 'int' => $table->column($name, Table::TYPE_INT),
            'f', 'float' => $table->column($name, Table::TYPE_FLOAT),
            's', 'string' => match (true) {
                $length === null => throw new \RuntimeException('need to give string length'),
                (int) $length <= 0 => throw new \RuntimeException("invalid string length[{$length}]"),
                default => $table->column($name, Table::TYPE_STRING, (int) $length),
            },
            default => throw new \RuntimeException("unknown field type[{$type}]"),
        };
    }
    return $table->create() ? $table : throw new \RuntimeException('failed to create table');
}

function swoole_test_kernel_coroutine(int $count = 100, float $sleep_time = 1.0): void
{
    if (Coroutine::getCid() < 0) {
        return;
    }
    Coroutine::create(function () use ($count, $sleep_time) {
        while ($count-- > 0) {
            Coroutine::sleep($sleep_time);
        }
    });
}

function swoole_is_in_container(): bool
{
    return preg_match('~kubepods|docker~', (string) @file_get_contents('/proc/self/mountinfo')) === 1;
}

function swoole_container_cpu_num(): int
{
    $asked = (int) getenv('SWOOLE_CPU_NUM');
    if ($asked > 0) {
        return $asked;
    }
    // Version 2 of control groups has "quota period" in one file, version 1 one file for each; both in microseconds.
    $version2 = @file_get_contents('/sys/fs/cgroup/cpu.max');
    $version1 = '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_';
    $limit = match (true) {
        !swoole_is_in_container() => [],
        $version2 !== false => explode(' ', $version2),
        default => [@file_get_contents("{$version1}quota_us"), @file_get_contents("{$version1}period_us")],
    };
    $quota = (float) ($limit[0] ?? 0);
    $period = (float) ($limit[1] ?? 0);
    // "max" and -1 are no limit; less than one processor is as good as none.
    return $quota > 0 && $period > 0 && $quota >= $period ? (int) ($quota / $period) : swoole_cpu_num();
}
