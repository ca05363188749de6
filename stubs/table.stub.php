<?php

namespace Swoole;

/**
 * Rows by key, in memory that processes share, if it was created before they were forked.
 *
 * A row is never seen half written, also when the process that wrote it was killed. Iterating shows each row that was
 * there when its turn came; others may come and go meanwhile.
 *
 * @not-serializable
 */
class Table implements \Iterator, \Countable
{
    /** A signed number of 64 bits. */
    const TYPE_INT = 1;
    /** So many bytes at most; what is longer is cut. */
    const TYPE_STRING = 3;
    /** A float. */
    const TYPE_FLOAT = 2;

    /** For how many rows there is a place, once created. */
    public $size = null;
    /** How many bytes the table takes, once created. */
    public $memorySize = null;

    /**
     * @param int $table_size for how many rows; the next power of two, at least 64, is taken
     * @param float $conflict_proportion how many rows there are beyond that, for keys that meet in one place: 0.2 to 1
     *                                   times as many
     */
    public function __construct(int $table_size, float $conflict_proportion = 0.2) {}

    /**
     * Adds a column, before create().
     *
     * @param int $type TYPE_INT, TYPE_FLOAT or TYPE_STRING
     * @param int $size how many bytes a string may have; others need none
     */
    public function column(string $name, int $type, int $size = 0): bool {}

    /** Takes the memory. */
    public function create(): bool {}

    /** Ends the table, for all processes. */
    public function destroy(): bool {}

    /**
     * Sets columns of a row; the others stay, and are empty in a new row. Names that are no column's are passed over.
     *
     * @param string $key at most 63 bytes
     * @return bool false when there is no room
     */
    public function set(string $key, array $value): bool {}

    /**
     * A row, or one column of it.
     *
     * @return array|string|int|float|false false when there is no such row or column
     */
    public function get(string $key, ?string $field = null): array|string|int|float|false {}

    public function count(): int {}

    /** Removes a row. False when there is none. */
    public function del(string $key): bool {}

    /**
     * Removes a row.
     *
     * @handler Swoole\Table::del
     */
    public function delete(string $key): bool {}

    /** Whether there is such a row. */
    public function exists(string $key): bool {}

    /**
     * Whether there is such a row.
     *
     * @handler Swoole\Table::exists
     */
    public function exist(string $key): bool {}

    /** Adds to a column, in a row that is made if there is none. The new number; false when there is no room. */
    public function incr(string $key, string $column, int|float $incrby = 1): int|float {}

    /** Subtracts from a column, in a row that is made if there is none. The new number; false when there is no room. */
    public function decr(string $key, string $column, int|float $incrby = 1): int|float {}

    /** For how many rows there is a place. */
    public function getSize(): int {}

    /** How many bytes the table takes; 0 before create(). */
    public function getMemorySize(): int {}

    /** How many rows there are, what was done with them, and how much room for conflicts is left. */
    public function stats(): array|false {}

    public function rewind(): void {}

    public function valid(): bool {}

    public function next(): void {}

    public function current(): mixed {}

    public function key(): mixed {}
}
