--TEST--
A child that was forked outside of coroutines runs a loop of its own, with hooks
--FILE--
<?php
require __DIR__ . '/../include.inc';

/** Whether reads of sockets wait side by side: the second coroutine writes what the first one reads. */
function hooked(): bool
{
    $got = null;
    Co\run(function () use (&$got) {
        [$here, $there] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        go(function () use (&$got, $here) { $got = fread($here, 10); });
        go(function () use ($there) { fwrite($there, 'data'); });
    });
    return $got === 'data';
}

claim('in the parent', hooked());
foreach (['a child', 'another'] as $name) {
    $pid = pcntl_fork();
    if ($pid === 0) {
        claim("in $name", hooked());
        claim('and again', hooked());
        $grandchild = pcntl_fork();
        if ($grandchild === 0) {
            claim('in a grandchild', hooked());
            exit;
        }
        pcntl_waitpid($grandchild, $status);
        exit;
    }
    pcntl_waitpid($pid, $status);
}
claim('in the parent again', hooked());
?>
--EXPECT--
in the parent: yes
in a child: yes
and again: yes
in a grandchild: yes
in another: yes
and again: yes
in a grandchild: yes
in the parent again: yes
