<?php

declare(strict_types=1);

namespace Swoole\FastCGI;

use Swoole\FastCGI;

/** Takes records off the front of what was received. */
class FrameParser
{
    /** @var array<int, class-string<Record>> type => class */
    protected static array $classMapping = [
        FastCGI::BEGIN_REQUEST => Record\BeginRequest::class,
        FastCGI::ABORT_REQUEST => Record\AbortRequest::class,
        FastCGI::END_REQUEST => Record\EndRequest::class,
        FastCGI::PARAMS => Record\Params::class,
        FastCGI::STDIN => Record\Stdin::class,
        FastCGI::STDOUT => Record\Stdout::class,
        FastCGI::STDERR => Record\Stderr::class,
        FastCGI::DATA => Record\Data::class,
        FastCGI::GET_VALUES => Record\GetValues::class,
        FastCGI::GET_VALUES_RESULT => Record\GetValuesResult::class,
        FastCGI::UNKNOWN_TYPE => Record\UnknownType::class,
    ];

    /** Whether it begins with a whole record. */
    public static function hasFrame(string $binaryBuffer): bool
    {
        return strlen($binaryBuffer) >= FastCGI::HEADER_LEN && strlen($binaryBuffer) >= self::frameLength($binaryBuffer);
    }

    /**
     * Takes the first record off.
     *
     * @throws \RuntimeException when it is not whole
     * @throws \DomainException when its type is unknown
     */
    public static function parseFrame(string &$binaryBuffer): Record
    {
        if (strlen($binaryBuffer) < FastCGI::HEADER_LEN) {
            throw new \RuntimeException('Not enough data in the buffer to parse');
        }
        $length = self::frameLength($binaryBuffer);
        $type = ord($binaryBuffer[1]);
        $class = static::$classMapping[$type] ?? throw new \DomainException("Invalid FastCGI record type {$type} received");
        $record = $class::unpack($binaryBuffer);
        $binaryBuffer = substr($binaryBuffer, $length);
        return $record;
    }

    private static function frameLength(string $binaryBuffer): int
    {
        $header = unpack(FastCGI::HEADER_FORMAT, $binaryBuffer);
        return FastCGI::HEADER_LEN + $header['contentLength'] + $header['paddingLength'];
    }
}
