<?php

declare(strict_types=1);

namespace Swoole\FastCGI\Record;

use Swoole\FastCGI;
use Swoole\FastCGI\Record;

/**
 * Names and values, each with its length in front: one byte up to 127, else four with the first bit set.
 */
class Params extends Record
{
    /** @var array<string, string> */
    protected array $values = [];

    /** @param array $values null leaves a name out */
    public function __construct(array $values)
    {
        $this->type = FastCGI::PARAMS;
        $this->values = $values;
        $this->setContentData($this->packPayload());
    }

    public function getValues(): array
    {
        return $this->values;
    }

    protected static function unpackPayload(Record $self, string $binaryData): void
    {
        assert($self instanceof self);
        $content = substr($binaryData, 0, $self->getContentLength());
        for ($at = 0; $at < strlen($content); $at += $nameLength + $valueLength) {
            $nameLength = self::readLength($content, $at);
            $valueLength = self::readLength($content, $at);
            if (strlen($content) - $at < $nameLength + $valueLength) {
                throw new \RuntimeException('Can not unpack data from the binary buffer');
            }
            $self->values[substr($content, $at, $nameLength)] = substr($content, $at + $nameLength, $valueLength);
        }
    }

    protected function packPayload(): string
    {
        $payload = '';
        foreach ($this->values as $name => $value) {
            if ($value !== null) {
                $payload .= self::length((string) $name) . self::length((string) $value) . $name . $value;
            }
        }
        return $payload;
    }

    private static function length(string $text): string
    {
        $length = strlen($text);
        return $length > 0x7f ? pack('N', $length | 0x80000000) : chr($length);
    }

    /** Reads a length at $at and moves $at behind it. */
    private static function readLength(string $content, int &$at): int
    {
        $first = ord($content[$at] ?? "\0");
        $size = $first > 0x7f ? 4 : 1;
        if (strlen($content) - $at < $size) {
            throw new \RuntimeException('Can not unpack data from the binary buffer');
        }
        $length = $size === 1 ? $first : unpack('N', $content, $at)[1] & 0x7fffffff;
        $at += $size;
        return $length;
    }
}
