<?php

/**
 * A statement of a MysqliProxy: prepared and bound again when the connection was lost.
 */

declare(strict_types=1);

namespace Swoole\Database;

class MysqliStatementProxy extends ObjectProxy
{
    /** The methods that talk to the server: their false is a failure. */
    public const IO_METHOD_REGEX = '/^close|execute|fetch|prepare$/i';

    /** How often a call is made at most. */
    private const ATTEMPTS = 3;

    /** @var \mysqli_stmt */
    protected $__object;

    /** What was prepared; null as long as nothing was. */
    protected ?string $queryString;

    protected array $attrSetContext = [];

    protected array $bindParamContext;

    protected array $bindResultContext;

    protected MysqliProxy $parent;

    /** On which of the parent's connections the statement was prepared. */
    protected int $parentRound;

    public function __construct(\mysqli_stmt $object, ?string $queryString, MysqliProxy $parent)
    {
        parent::__construct($object);
        $this->queryString = $queryString;
        $this->parent = $parent;
        $this->parentRound = $parent->getRound();
    }

    public function __call(string $name, array $arguments)
    {
        $result = $this->attempt($name, $arguments);
        if (strcasecmp($name, 'prepare') === 0) {
            $this->queryString = $arguments[0];
        }
        return $result;
    }

    public function attr_set($attr, $mode): bool
    {
        $this->attrSetContext[$attr] = $mode;
        return $this->__object->attr_set($attr, $mode);
    }

    public function bind_param($types, &...$arguments): bool
    {
        $this->bindParamContext = [$types, $arguments];
        return $this->__object->bind_param($types, ...$arguments);
    }

    public function bind_result(&...$arguments): bool
    {
        $this->bindResultContext = $arguments;
        return $this->__object->bind_result(...$arguments);
    }

    /** As MysqliProxy does. */
    private function attempt(string $name, array $arguments): mixed
    {
        for ($left = self::ATTEMPTS; ; $this->prepareAgain()) {
            $thrown = null;
            try {
                $result = @$this->__object->{$name}(...$arguments);
                if ($result !== false || !preg_match(static::IO_METHOD_REGEX, $name)) {
                    return $result;
                }
            } catch (\mysqli_sql_exception $thrown) {
            }
            $number = $thrown ? $thrown->getCode() : $this->__object->errno;
            $isLost = in_array($number, $this->parent::IO_ERRORS, true);
            if (!$isLost || $this->parent->isInTransaction() || --$left === 0) {
                throw $thrown ?? new MysqliException($this->__object->error, $number);
            }
        }
    }

    private function prepareAgain(): void
    {
        if ($this->parent->getRound() === $this->parentRound) {
            $this->parent->reconnect();
        }
        $this->parentRound = $this->parent->getRound();
        $mysqli = $this->parent->__getObject();
        $statement = isset($this->queryString) ? @$mysqli->prepare($this->queryString) : $mysqli->stmt_init();
        if ($statement === false) {
            throw new MysqliException($mysqli->error, $mysqli->errno);
        }
        $this->__object = $statement;
        foreach ($this->attrSetContext as $attribute => $value) {
            $statement->attr_set($attribute, $value);
        }
        if (isset($this->bindParamContext)) {
            $statement->bind_param($this->bindParamContext[0], ...$this->bindParamContext[1]);
        }
        if (isset($this->bindResultContext)) {
            $statement->bind_result(...$this->bindResultContext);
        }
    }
}
