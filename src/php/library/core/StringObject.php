<?php

/**
 * A string with methods. It never changes, with one exception: append().
 */

declare(strict_types=1);

namespace Swoole;

class StringObject implements \Stringable
{
    public function __construct(protected string $string = '')
    {
    }

    public function __toString(): string
    {
        return $this->string;
    }

    public static function from(string $string = ''): static
    {
        return new static($string);
    }

    public function toString(): string
    {
        return $this->string;
    }

    /** In bytes. */
    public function length(): int
    {
        return strlen($this->string);
    }

    // Finding.

    public function indexOf(string $needle, int $offset = 0): false|int
    {
        return strpos($this->string, $needle, $offset);
    }

    public function lastIndexOf(string $needle, int $offset = 0): false|int
    {
        return strrpos($this->string, $needle, $offset);
    }

    /** The same as indexOf(). */
    public function pos(string $needle, int $offset = 0): false|int
    {
        return strpos($this->string, $needle, $offset);
    }

    /** The same as lastIndexOf(). */
    public function rpos(string $needle, int $offset = 0): false|int
    {
        return strrpos($this->string, $needle, $offset);
    }

    /** As indexOf(), upper and lower case alike. */
    public function ipos(string $needle)
    {
        return stripos($this->string, $needle);
    }

    public function contains(string $subString): bool
    {
        return str_contains($this->string, $subString);
    }

    public function startsWith(string $needle): bool
    {
        return str_starts_with($this->string, $needle);
    }

    public function endsWith(string $needle): bool
    {
        return str_ends_with($this->string, $needle);
    }

    /**
     * @param mixed $str a string or a StringObject
     * @param bool $strict compare with === and not with ==
     */
    public function equals($str, bool $strict = false): bool
    {
        $other = $str instanceof self ? $str->string : $str;
        return $strict ? $this->string === $other : $this->string == $other;
    }

    // Making another string.

    public function reverse(): static
    {
        return new static(strrev($this->string));
    }

    public function lower(): static
    {
        return new static(strtolower($this->string));
    }

    public function upper(): static
    {
        return new static(strtoupper($this->string));
    }

    /** @param string $characters those to take away at both ends; white space when empty */
    public function trim(string $characters = ''): static
    {
        return new static($characters ? trim($this->string, $characters) : trim($this->string));
    }

    public function ltrim(): self
    {
        return new static(ltrim($this->string));
    }

    public function rtrim(): self
    {
        return new static(rtrim($this->string));
    }

    public function substr(int $offset, ?int $length = null)
    {
        return new static(substr($this->string, $offset, $length));
    }

    public function repeat(int $times): static
    {
        return new static(str_repeat($this->string, $times));
    }

    /** Adds to this string, and returns the result in a new object. */
    public function append(mixed $str): static
    {
        $this->string .= $str;
        return new static($this->string);
    }

    /** @param int $count is set to how many places were found */
    public function replace(string $search, string $replace, &$count = null): static
    {
        return new static(str_replace($search, $replace, $this->string, $count));
    }

    public function chunkSplit(int $length = 76, string $separator = "\r\n"): static
    {
        return new static(chunk_split($this->string, $length, $separator));
    }

    // Taking it apart.

    public function split(string $delimiter, int $limit = PHP_INT_MAX): ArrayObject
    {
        return static::detectArrayType(explode($delimiter, $this->string, $limit));
    }

    /** The byte at an index; empty behind the end. */
    public function char(int $index): string
    {
        return $index >= strlen($this->string) ? '' : $this->string[$index];
    }

    public function chunk(int $length = 1): ArrayObject
    {
        return static::detectArrayType(str_split($this->string, $length));
    }

    /** For a subclass whose arrays are something else. */
    protected static function detectArrayType(array $value): ArrayObject
    {
        return new ArrayObject($value);
    }
}
