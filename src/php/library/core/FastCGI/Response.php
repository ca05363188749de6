<?php

declare(strict_types=1);

namespace Swoole\FastCGI;

use Swoole\FastCGI\Record\EndRequest;
use Swoole\FastCGI\Record\Stderr;
use Swoole\FastCGI\Record\Stdout;

/** The answer of an application. */
class Response extends Message
{
    /**
     * @param Record[] $records all of them; the last is an EndRequest
     * @throws \InvalidArgumentException when it is not
     */
    public function __construct(array $records)
    {
        if (!static::verify($records)) {
            throw new \InvalidArgumentException('Bad records');
        }
        $content = function (string $class) use ($records): string {
            $own = array_filter($records, fn (Record $record) => $record instanceof $class);
            return implode('', array_map(fn (Record $record) => $record->getContentData(), $own));
        };
        $this->body = $content(Stdout::class);
        $this->error = $content(Stderr::class);
    }

    protected static function verify(array $records): bool
    {
        return end($records) instanceof EndRequest;
    }
}
