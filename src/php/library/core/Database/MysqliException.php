<?php

declare(strict_types=1);

namespace Swoole\Database;

/** What mysqli reports by false, thrown: its message and its number. */
class MysqliException extends \Exception
{
}
