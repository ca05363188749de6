<?php

namespace Swoole;

/**
 * Mutual exclusion between processes, if it was made before they were forked.
 *
 * In a coroutine only that one waits. A lock whose holder has died is taken from it.
 *
 * @not-serializable
 */
class Lock
{
    /** One holds it. */
    const MUTEX = SWOOLE_MUTEX;
    /** Many may hold it with LOCK_SH, or one with LOCK_EX. */
    const RWLOCK = SWOOLE_RWLOCK;
    /** One holds it. */
    const SPINLOCK = SWOOLE_SPINLOCK;

    /** Why lock() last returned false: an errno or SWOOLE_ERROR_CO_CANCELED. */
    public $errCode = 0;

    /** @param int $type MUTEX, RWLOCK or SPINLOCK */
    public function __construct(int $type = SWOOLE_MUTEX) {}

    /**
     * Takes the lock; waits while others hold it.
     *
     * @param int $operation LOCK_EX, or LOCK_SH for an RWLOCK; with LOCK_NB added it does not wait
     * @param float $timeout in seconds; less than a millisecond waits for ever
     * @return bool false when it is held (LOCK_NB), on a timeout, when cancelled, and when this process itself has an
     *              RWLOCK with LOCK_EX; see $errCode
     */
    public function lock(int $operation = LOCK_EX, float $timeout = -1): bool {}

    /** Gives the lock back, whichever process took it. */
    public function unlock(): bool {}
}
