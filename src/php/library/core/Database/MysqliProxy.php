<?php

/**
 * A mysqli that connects again when the server was lost, and whose failures are exceptions.
 *
 * A call that found the connection lost is made again on a new one; not inside a transaction, of which the new
 * connection would know nothing. What was set on the old connection is set on the new one.
 */

declare(strict_types=1);

namespace Swoole\Database;

class MysqliProxy extends ObjectProxy
{
    /** The methods that talk to the server: their false is a failure. */
    public const IO_METHOD_REGEX = '/^autocommit|begin_transaction|change_user|close|commit|kill|multi_query|ping|prepare|query|real_connect|real_query|reap_async_query|refresh|release_savepoint|rollback|savepoint|select_db|send_query|set_charset|ssl_set$/i';

    /** The client's numbers for: no connection; the server has gone; lost during a query. */
    public const IO_ERRORS = [2002, 2006, 2013];

    /** How often a call is made at most. */
    private const ATTEMPTS = 3;

    /** @var \mysqli */
    protected $__object;

    protected string $charsetContext;

    protected array $setOptContext = [];

    protected array $changeUserContext;

    /** @var callable */
    protected $constructor;

    /** How often there has been a new connection. */
    protected int $round = 0;

    private bool $inTransaction = false;

    public function __construct(callable $constructor)
    {
        parent::__construct($constructor());
        $this->constructor = $constructor;
    }

    public function __call(string $name, array $arguments)
    {
        $result = $this->attempt($name, $arguments);
        $method = strtolower($name);
        $this->inTransaction = match ($method) {
            'begin_transaction' => true,
            'commit', 'rollback' => false,
            'autocommit' => !($arguments[0] ?? true),
            default => $this->inTransaction,
        };
        return match (true) {
            $result === false => false,
            $method === 'prepare' => new MysqliStatementProxy($result, $arguments[0], $this),
            $method === 'stmt_init' => new MysqliStatementProxy($result, null, $this),
            default => $result,
        };
    }

    /** How often there has been a new connection. */
    public function getRound(): int
    {
        return $this->round;
    }

    /** Whether between begin_transaction() and its end. */
    public function isInTransaction(): bool
    {
        return $this->inTransaction;
    }

    public function reconnect(): void
    {
        parent::__construct(($this->constructor)());
        $this->round++;
        $this->inTransaction = false;
        if (isset($this->charsetContext)) {
            $this->__object->set_charset($this->charsetContext);
        }
        foreach ($this->setOptContext as $option => $value) {
            $this->__object->options($option, $value);
        }
        if (isset($this->changeUserContext)) {
            $this->__object->change_user(...$this->changeUserContext);
        }
    }

    public function options(int $option, $value): bool
    {
        $this->setOptContext[$option] = $value;
        return $this->__object->options($option, $value);
    }

    public function set_opt(int $option, $value): bool
    {
        return $this->options($option, $value);
    }

    public function set_charset(string $charset): bool
    {
        $this->charsetContext = $charset;
        return $this->__object->set_charset($charset);
    }

    public function change_user(string $user, string $password, ?string $database): bool
    {
        $this->changeUserContext = [$user, $password, $database];
        return $this->__object->change_user($user, $password, $database);
    }

    /** Calls until the connection holds; failures are reported by false or, since PHP 8.1, by an exception. */
    private function attempt(string $name, array $arguments): mixed
    {
        for ($left = self::ATTEMPTS; ; $this->reconnect()) {
            $thrown = null;
            try {
                $result = @$this->__object->{$name}(...$arguments);
                if ($result !== false || !preg_match(static::IO_METHOD_REGEX, $name)) {
                    return $result;
                }
            } catch (\mysqli_sql_exception $thrown) {
            }
            $number = $thrown ? $thrown->getCode() : $this->__object->errno;
            $isLost = in_array($number, static::IO_ERRORS, true);
            if (!$isLost || $this->inTransaction || --$left === 0) {
                throw $thrown ?? new MysqliException($this->__object->error, $number);
            }
        }
    }
}
