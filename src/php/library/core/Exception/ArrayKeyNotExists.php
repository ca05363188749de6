<?php

declare(strict_types=1);

namespace Swoole\Exception;

/** Thrown by ArrayObject::get(); the message is the key. */
class ArrayKeyNotExists extends \RuntimeException
{
}
