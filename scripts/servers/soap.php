<?php
// A SOAP service for tests: one operation that takes its time, and one that fails.

class Service
{
    public function slow(int $ms, string $text): string
    {
        usleep($ms * 1000);
        return strrev($text);
    }

    public function late(int $ms, string $text): string
    {
        usleep($ms * 1000);
        return $text;
    }

    public function refuse(): void
    {
        throw new SoapFault('Client', 'refused, as asked');
    }
}

$server = new SoapServer(null, ['uri' => 'urn:swirl']);
$server->setClass(Service::class);
$server->handle();
