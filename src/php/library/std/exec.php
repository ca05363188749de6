<?php

/**
 * exec() and shell_exec() by System::exec(). Declared, with documentation, in stubs/helpers.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\System;

function swoole_exec(string $command, &$output = null, &$returnVar = null)
{
    $result = System::exec($command);
    if (!$result) {
        return false;
    }
    $lines = array_map('rtrim', explode(PHP_EOL, $result['output']));
    if (end($lines) === '') {
        array_pop($lines);
    }
    $output = [...(array) $output, ...$lines];
    $returnVar = $result['code'];
    return end($lines);
}

function swoole_shell_exec(string $cmd)
{
    $result = System::exec($cmd);
    return $result && $result['output'] !== '' ? $result['output'] : null;
}
