<?php

declare(strict_types=1);

namespace Swoole\Coroutine\FastCGI\Client;

/**
 * The connection failed; the code is the error number.
 *
 * @alias Co\FastCGI\Client\Exception
 */
class Exception extends \Swoole\Exception
{
}
