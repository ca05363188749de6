<?php

declare(strict_types=1);

/** What the library remembers; for its own use. */
class SwooleLibrary
{
    /** @var array<string, mixed> see swoole_library_set_options() */
    public static array $options = [];

    /** No server is needed for what can be hooked: it never is. */
    public static bool $remote_object_server_initiated = false;

    public static string $remote_object_server_socket_file = '';
}
