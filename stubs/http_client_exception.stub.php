<?php

namespace Swoole\Coroutine\Http\Client;

/**
 * What the constructor of the client throws.
 *
 * @alias Co\Http\Client\Exception
 */
class Exception extends \Swoole\Exception {}
