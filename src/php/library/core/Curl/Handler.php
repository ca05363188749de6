<?php

/**
 * A cURL handle as an object. Swoole makes requests of its own with it; here it is cURL, whose waits are switches.
 *
 * Invariant: functions that are called back are given this object, not the handle inside.
 */

declare(strict_types=1);

namespace Swoole\Curl;

final class Handler implements \Stringable
{
    /** Options whose value is a function. */
    private const CALLBACKS = [
        CURLOPT_HEADERFUNCTION, CURLOPT_WRITEFUNCTION, CURLOPT_READFUNCTION, CURLOPT_PROGRESSFUNCTION, CURLOPT_XFERINFOFUNCTION,
    ];

    /** Nothing once it was closed. */
    private ?\CurlHandle $handle;

    private bool $returns = false;

    private ?string $content = null;

    public function __construct(string $url = '')
    {
        $this->handle = \curl_init() ?: throw new Exception('curl_init() failed');
        if ($url !== '') {
            $this->setOpt(CURLOPT_URL, $url);
        }
    }

    public function __toString(): string
    {
        return 'Object(' . spl_object_id($this) . ') of type (curl)';
    }

    /** Whether it has not been closed; a warning if it has. */
    public function isAvailable(): bool
    {
        if ($this->handle === null) {
            trigger_error('supplied resource is not a valid cURL handle resource', E_USER_WARNING);
        }
        return $this->handle !== null;
    }

    public function setOpt(int $opt, $value): bool
    {
        if (!$this->isAvailable()) {
            return false;
        }
        if ($opt === CURLOPT_RETURNTRANSFER) {
            $this->returns = (bool) $value;
        }
        if (in_array($opt, self::CALLBACKS, true) && is_callable($value)) {
            $self = \WeakReference::create($this);
            $value = static fn ($handle, ...$rest) => $value($self->get(), ...$rest);
        }
        return \curl_setopt($this->handle, $opt, $value);
    }

    /** @return string|bool the body, if it is to be returned; else whether there was an answer */
    public function exec()
    {
        if (!$this->isAvailable()) {
            return false;
        }
        $result = \curl_exec($this->handle);
        $this->content = $this->returns && is_string($result) ? $result : null;
        return $result;
    }

    /** @return array|false all about the last request */
    public function getInfo()
    {
        return $this->isAvailable() ? \curl_getinfo($this->handle) : false;
    }

    /** What a constant CURLINFO_* names. */
    public function about(int $option): mixed
    {
        return $this->isAvailable() ? \curl_getinfo($this->handle, $option) : false;
    }

    public function errno(): int
    {
        return $this->isAvailable() ? \curl_errno($this->handle) : 0;
    }

    public function error(): string
    {
        return $this->isAvailable() ? \curl_error($this->handle) : '';
    }

    /** Forgets all options; connections stay. */
    public function reset()
    {
        if (!$this->isAvailable()) {
            return false;
        }
        \curl_reset($this->handle);
        $this->returns = false;
        $this->content = null;
    }

    /** @return string|null|false the body of the last answer, if it was to be returned */
    public function getContent()
    {
        return $this->isAvailable() ? $this->content : false;
    }

    public function close(): void
    {
        if ($this->isAvailable()) {
            $this->handle = null;
        }
    }
}
