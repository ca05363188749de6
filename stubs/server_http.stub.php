<?php

namespace Swoole\Http;

/**
 * A server that speaks HTTP/1.1: on('request', ...) is given a Request and a Response.
 *
 * @not-serializable
 */
class Server extends \Swoole\Server {}
