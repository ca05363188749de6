--TEST--
list() and listCoroutines() name every live coroutine
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('empty outside', iterator_to_array(Co::list()), []);
Co\run(function () {
    $ids = [Co::getCid()];
    for ($i = 0; $i < 3; $i++) {
        $ids[] = go(function () { Co::yield(); });
    }
    $list = Co::list();
    claim('its class', get_class($list), Swoole\Coroutine\Iterator::class);
    claim('an ArrayIterator', $list instanceof ArrayIterator);
    claim('countable', count($list), 4);
    $seen = iterator_to_array($list, false);
    sort($seen);
    claim('all of them', $seen, $ids);
    Co::resume($ids[2]);
    $seen = iterator_to_array(Co::listCoroutines(), false);
    sort($seen);
    claim('without the ended one', $seen, [$ids[0], $ids[1], $ids[3]]);
    foreach ([1, 3] as $i) {
        Co::resume($ids[$i]);
    }
});
?>
--EXPECT--
empty outside: yes
its class: yes
an ArrayIterator: yes
countable: yes
all of them: yes
without the ended one: yes
