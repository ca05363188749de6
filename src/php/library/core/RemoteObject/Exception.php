<?php

declare(strict_types=1);

namespace Swoole\RemoteObject;

/** What a server of remote objects refuses, or why it could not be asked. */
class Exception extends \RuntimeException
{
}
