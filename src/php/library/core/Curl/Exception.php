<?php

declare(strict_types=1);

namespace Swoole\Curl;

/**
 * What goes wrong with a Handler itself.
 *
 * @alias Swoole\Coroutine\Curl\Exception
 */
class Exception extends \Swoole\Exception
{
}
