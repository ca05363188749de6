<?php

namespace Swoole\Coroutine\Http2\Client;

/**
 * What the constructor of the client throws.
 *
 * @alias Co\Http2\Client\Exception
 */
class Exception extends \Swoole\Exception {}
