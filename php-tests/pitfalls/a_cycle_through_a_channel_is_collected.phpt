--TEST--
A cycle that runs through a channel's values is garbage like any other
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Holder { public $channel; public static int $freed = 0; public function __destruct() { self::$freed++; } }

Co\run(function () {
    for ($i = 0; $i < 10; $i++) {
        $holder = new Holder;
        $holder->channel = new chan(2);
        $holder->channel->push($holder);
        $holder->channel->push(['nested' => [$holder]]);
        unset($holder);
    }
    claim('alive before', Holder::$freed, 0);
    gc_collect_cycles();
    claim('freed', Holder::$freed, 10);
});
?>
--EXPECT--
alive before: yes
freed: yes
