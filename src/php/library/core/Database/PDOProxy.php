<?php

/**
 * A PDO that connects again when the server was lost.
 *
 * A call that found the connection lost is made again on a new one; not inside a transaction, of which the new
 * connection would know nothing. Attributes are set on the new connection as they were on the old one. Errors are always
 * exceptions.
 */

declare(strict_types=1);

namespace Swoole\Database;

class PDOProxy extends ObjectProxy
{
    /** @var \PDO */
    protected $__object;

    /** @var array<int, mixed> attribute => value */
    protected array $setAttributeContext = [];

    /** @var callable */
    protected $constructor;

    /** How often there has been a new connection. */
    protected int $round = 0;

    /** How many transactions have been begun and not ended. */
    protected int $inTransaction = 0;

    public function __construct(callable $constructor)
    {
        $this->constructor = $constructor;
        $this->connect();
    }

    public function __call(string $name, array $arguments)
    {
        try {
            $result = $this->__object->{$name}(...$arguments);
        } catch (\PDOException $why) {
            if ($this->__object->inTransaction() || !DetectsLostConnections::causedByLostConnection($why)) {
                throw $why;
            }
            $this->reconnect();
            $result = $this->__object->{$name}(...$arguments);
        }
        $method = strtolower($name);
        $this->inTransaction = match ($method) {
            'begintransaction' => $this->inTransaction + 1,
            'commit', 'rollback' => max(0, $this->inTransaction - 1),
            default => $this->inTransaction,
        };
        return $result instanceof \PDOStatement ? new PDOStatementProxy($result, $this) : $result;
    }

    /** How often there has been a new connection. */
    public function getRound(): int
    {
        return $this->round;
    }

    public function reconnect(): void
    {
        $this->connect();
        $this->round++;
        foreach ($this->setAttributeContext as $attribute => $value) {
            $this->__object->setAttribute($attribute, $value);
        }
    }

    public function setAttribute(int $attribute, $value): bool
    {
        $this->setAttributeContext[$attribute] = $value;
        return $this->__object->setAttribute($attribute, $value);
    }

    public function inTransaction(): bool
    {
        return $this->inTransaction > 0;
    }

    /** Forgets the transactions; the pool does this when it lends the connection. */
    public function reset(): void
    {
        $this->inTransaction = 0;
    }

    private function connect(): void
    {
        parent::__construct(($this->constructor)());
        $this->__object->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
    }
}
