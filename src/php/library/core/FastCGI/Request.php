<?php

declare(strict_types=1);

namespace Swoole\FastCGI;

use Swoole\FastCGI;
use Swoole\FastCGI\Record\BeginRequest;
use Swoole\FastCGI\Record\Params;
use Swoole\FastCGI\Record\Stdin;

/** A request to an application, and the records that it is sent as. */
class Request extends Message implements \Stringable
{
    protected bool $keepConn = false;

    /** The records, one behind the other. */
    public function __toString(): string
    {
        $records = [new BeginRequest(FastCGI::RESPONDER, $this->keepConn ? FastCGI::KEEP_CONN : 0)];
        foreach ($this->paramsInRecords() as $params) {
            $records[] = new Params($params);
        }
        $records[] = new Params([]);
        if ($this->body !== '') {
            foreach (str_split($this->body, FastCGI::MAX_CONTENT_LENGTH) as $part) {
                $records[] = new Stdin($part);
            }
            $records[] = new Stdin('');
        }
        return implode('', $records);
    }

    public function getKeepConn(): bool
    {
        return $this->keepConn;
    }

    /** Whether the connection stays for another request. */
    public function withKeepConn(bool $keepConn): self
    {
        $this->keepConn = $keepConn;
        return $this;
    }

    /** As many parameters a record as fit. */
    private function paramsInRecords(): array
    {
        $records = [];
        $room = 0;
        foreach ($this->params as $name => $value) {
            // Two lengths of four bytes, at most.
            $size = 8 + strlen((string) $name) + strlen((string) $value);
            if ($size > FastCGI::MAX_CONTENT_LENGTH) {
                throw new \LengthException("The FastCGI parameter {$name} is too long");
            }
            if ($size > $room) {
                $records[] = [];
                $room = FastCGI::MAX_CONTENT_LENGTH;
            }
            $records[array_key_last($records)][$name] = $value;
            $room -= $size;
        }
        return $records;
    }
}
