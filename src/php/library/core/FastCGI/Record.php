<?php

/**
 * One record of the FastCGI protocol: a header of eight bytes, content, padding.
 *
 * Invariant: $contentLength is the length of $contentData, at most FastCGI::MAX_CONTENT_LENGTH, and content and padding
 * together are a multiple of eight in records that are made here.
 */

declare(strict_types=1);

namespace Swoole\FastCGI;

use Swoole\FastCGI;

class Record implements \Stringable
{
    protected int $version = FastCGI::VERSION_1;

    protected int $type = FastCGI::UNKNOWN_TYPE;

    protected int $requestId = FastCGI::DEFAULT_REQUEST_ID;

    protected int $reserved = 0;

    private int $contentLength = 0;

    private int $paddingLength = 0;

    private string $contentData = '';

    private string $paddingData = '';

    /** The record as it is sent. */
    final public function __toString(): string
    {
        $numbers = [$this->version, $this->type, $this->requestId, $this->contentLength, $this->paddingLength, $this->reserved];
        return pack('CCnnCC', ...$numbers) . $this->packPayload() . str_pad($this->paddingData, $this->paddingLength, "\0");
    }

    /**
     * Reads a record of this class.
     *
     * @throws \RuntimeException when it is not whole
     */
    final public static function unpack(string $binaryData): static
    {
        $header = strlen($binaryData) < FastCGI::HEADER_LEN ? false : unpack(FastCGI::HEADER_FORMAT, $binaryData);
        $payload = substr($binaryData, FastCGI::HEADER_LEN);
        if (!$header || strlen($payload) < $header['contentLength'] + $header['paddingLength']) {
            throw new \RuntimeException('Can not unpack data from the binary buffer');
        }
        $record = (new \ReflectionClass(static::class))->newInstanceWithoutConstructor();
        foreach ($header as $name => $value) {
            $record->{$name} = $value;
        }
        self::unpackPayload($record, $payload);
        if ($record->contentLength > 0) {
            static::unpackPayload($record, $payload);
        }
        return $record;
    }

    /** What is longer than FastCGI::MAX_CONTENT_LENGTH is cut off. */
    public function setContentData(string $data): self
    {
        $this->contentData = substr($data, 0, FastCGI::MAX_CONTENT_LENGTH);
        $this->contentLength = strlen($this->contentData);
        $this->paddingLength = -$this->contentLength & 7;
        return $this;
    }

    public function getContentData(): string
    {
        return $this->contentData;
    }

    public function getVersion(): int
    {
        return $this->version;
    }

    public function getType(): int
    {
        return $this->type;
    }

    public function getRequestId(): int
    {
        return $this->requestId;
    }

    public function setRequestId(int $requestId): self
    {
        $this->requestId = $requestId;
        return $this;
    }

    final public function getContentLength(): int
    {
        return $this->contentLength;
    }

    final public function getPaddingLength(): int
    {
        return $this->paddingLength;
    }

    /**
     * Reads the content, in subclasses into their own fields.
     *
     * @param string $binaryData what follows the header
     */
    protected static function unpackPayload(self $self, string $binaryData): void
    {
        $self->contentData = substr($binaryData, 0, $self->contentLength);
        $self->paddingData = substr($binaryData, $self->contentLength, $self->paddingLength);
    }

    /** The content from the fields. */
    protected function packPayload(): string
    {
        return $this->contentData;
    }
}
