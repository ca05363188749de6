<?php

/**
 * Settings of the library. Declared, with documentation, in stubs/library.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library;

use SwooleLibrary;

function swoole_library_set_options(array $options): void
{
    SwooleLibrary::$options = $options;
}

function swoole_library_get_options(): array
{
    return SwooleLibrary::$options;
}

function swoole_library_set_option(string $key, mixed $value): void
{
    SwooleLibrary::$options[$key] = $value;
}

function swoole_library_get_option(string $key): mixed
{
    return SwooleLibrary::$options[$key] ?? null;
}
