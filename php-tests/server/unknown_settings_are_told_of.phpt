--TEST--
A setting that nobody knows is told of, with the name that may have been meant
--FILE--
<?php
require __DIR__ . '/server.inc';

set_error_handler(fn($level, $message) => print("$level $message\n"));
$server = new Swoole\Server('127.0.0.1', 0);
claim('the others are taken', $server->set(['worker_nun' => 2, 'nothing_like_it' => 1, 'open_eof_chek' => true, 'worker_num' => 1]));
?>
--EXPECTF--
512 unsupported option [worker_nun], did you mean [worker_num]?
#0 %s: Swoole\Server\Helper::tell(%s)
#1 [internal function]: Swoole\Server\Helper::warn(%s)
#2 %s: Swoole\Server->set(%s)
512 unsupported option [nothing_like_it]
#0 %s: Swoole\Server\Helper::tell(%s)
#1 [internal function]: Swoole\Server\Helper::warn(%s)
#2 %s: Swoole\Server->set(%s)
512 unsupported option [open_eof_chek], did you mean [open_eof_check]?
#0 %s: Swoole\Server\Helper::tell(%s)
#1 [internal function]: Swoole\Server\Helper::warn(%s)
#2 %s: Swoole\Server->set(%s)
the others are taken: yes
