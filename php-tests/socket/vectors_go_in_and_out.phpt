--TEST--
several strings are sent and received at once; what is none is an exception
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Socket;

Co\run(function () {
    [$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    claim('sent', $a->writeVector(['hello', 'world']), 10);
    claim('received', $b->readVector([3, 4, 9]), ['hel', 'lowo', 'rld']);
    go(fn () => $a->writeVectorAll(['12', '34']) && $a->close());
    claim('until the end', $b->readVectorAll([3, 3]), ['123', '4']);
    foreach ([fn () => $b->writeVector([1]), fn () => $b->writeVector(['']), fn () => $b->readVector(['x']), fn () => $b->readVector([-1])] as $wrong) {
        try {
            $wrong();
        } catch (Socket\Exception $exception) {
            echo $exception->getCode(), ' ', $exception->getMessage(), "\n";
        }
    }
    claim('too many', [$a->isClosed(), $b->readVector(array_fill(0, 2000, 1)), $b->errCode], [true, false, SOCKET_EINVAL]);
});
?>
--EXPECT--
sent: yes
received: yes
until the end: yes
22 Item #[0] must be of type string, int given
22 Item #[0] cannot be empty string
22 Item #[0] must be of type int, string given
22 Item #[0] must be greater than 0
too many: yes
