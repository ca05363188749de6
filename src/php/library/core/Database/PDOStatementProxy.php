<?php

/**
 * A statement of a PDOProxy: prepared and bound again when the connection was lost.
 */

declare(strict_types=1);

namespace Swoole\Database;

class PDOStatementProxy extends ObjectProxy
{
    /** @var \PDOStatement */
    protected $__object;

    /** @var array<int, mixed> attribute => value */
    protected array $setAttributeContext = [];

    /** The arguments of setFetchMode(). */
    protected array $setFetchModeContext;

    /** @var array<int|string, array> parameter => the other arguments, the variable by reference */
    protected array $bindParamContext = [];

    /** @var array<int|string, array> column => the other arguments, the variable by reference */
    protected array $bindColumnContext = [];

    /** @var array<int|string, array> parameter => the other arguments */
    protected array $bindValueContext = [];

    protected PDOProxy $parent;

    /** @var int on which of the parent's connections the statement was prepared */
    protected $parentRound;

    public function __construct(\PDOStatement $object, PDOProxy $parent)
    {
        parent::__construct($object);
        $this->parent = $parent;
        $this->parentRound = $parent->getRound();
    }

    public function __call(string $name, array $arguments)
    {
        try {
            return $this->__object->{$name}(...$arguments);
        } catch (\PDOException $why) {
            if ($this->parent->inTransaction() || !DetectsLostConnections::causedByLostConnection($why)) {
                throw $why;
            }
            $this->prepareAgain();
            return $this->__object->{$name}(...$arguments);
        }
    }

    public function setAttribute(int $attribute, $value): bool
    {
        $this->setAttributeContext[$attribute] = $value;
        return $this->__object->setAttribute($attribute, $value);
    }

    public function setFetchMode(int $mode, ...$params): bool
    {
        $this->setFetchModeContext = [$mode, ...$params];
        return $this->__object->setFetchMode($mode, ...$params);
    }

    public function bindParam($parameter, &$variable, $data_type = \PDO::PARAM_STR, $length = 0, $driver_options = null): bool
    {
        $this->bindParamContext[$parameter] = [&$variable, $data_type, $length, $driver_options];
        return $this->__object->bindParam($parameter, $variable, $data_type, $length, $driver_options);
    }

    public function bindColumn($column, &$param, $type = null, $maxlen = null, $driverdata = null): bool
    {
        $context = [&$param, $type ?? \PDO::PARAM_STR, $maxlen ?? 0, $driverdata];
        $this->bindColumnContext[$column] = $context;
        return $this->__object->bindColumn($column, ...$context);
    }

    public function bindValue($parameter, $value, $data_type = \PDO::PARAM_STR): bool
    {
        $this->bindValueContext[$parameter] = [$value, $data_type];
        return $this->__object->bindValue($parameter, $value, $data_type);
    }

    /** On the parent's connection of today. */
    private function prepareAgain(): void
    {
        if ($this->parent->getRound() === $this->parentRound) {
            $this->parent->reconnect();
        }
        $this->parentRound = $this->parent->getRound();
        $statement = $this->parent->__getObject()->prepare($this->__object->queryString);
        foreach ($this->setAttributeContext as $attribute => $value) {
            $statement->setAttribute($attribute, $value);
        }
        if (isset($this->setFetchModeContext)) {
            $statement->setFetchMode(...$this->setFetchModeContext);
        }
        foreach ($this->bindParamContext as $parameter => $context) {
            $statement->bindParam($parameter, ...$context);
        }
        foreach ($this->bindColumnContext as $column => $context) {
            $statement->bindColumn($column, ...$context);
        }
        foreach ($this->bindValueContext as $parameter => $context) {
            $statement->bindValue($parameter, ...$context);
        }
        $this->__object = $statement;
    }
}
