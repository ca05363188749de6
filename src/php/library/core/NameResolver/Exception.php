<?php

declare(strict_types=1);

namespace Swoole\NameResolver;

/** A registry refused. */
class Exception extends \RuntimeException
{
}
