<?php

declare(strict_types=1);

namespace Swoole\Database;

/** What stands for a connection or a statement. There is one of each, so that it cannot be cloned. */
class ObjectProxy extends \Swoole\ObjectProxy
{
    final public function __clone(): void
    {
        throw new \Error('Trying to clone an uncloneable database proxy object');
    }
}
