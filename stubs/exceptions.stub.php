<?php

namespace Swoole;

/** What the classes of this extension throw. */
class Exception extends \Exception {}

/** A mistake in the use of this extension. */
class Error extends \Error {}

/**
 * What exit() throws in a coroutine, so that the others are not torn out of their work. Not caught, it ends
 * the program with that status.
 */
class ExitException extends Exception
{
    private $flags = 0;

    private $status = 0;

    /** Where exit was called: SWOOLE_EXIT_IN_COROUTINE, SWOOLE_EXIT_IN_SERVER or both. */
    public function getFlags(): int {}

    /** What exit was given: an int or a string. */
    public function getStatus(): mixed {}
}

namespace Swoole\Coroutine;

/** Thrown in a coroutine by Coroutine::cancel() when it is asked to throw. */
final class CanceledException extends \Exception {}

/** Thrown in a coroutine when the time that Coroutine::setTimeLimit() gave it has run out. */
final class TimeoutException extends \Exception {}

namespace Swoole\Client;

/** Of `Swoole\Client`. */
class Exception extends \Swoole\Exception {}
