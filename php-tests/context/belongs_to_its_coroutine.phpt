--TEST--
getContext() gives each coroutine an object of its own, the same at each call
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $context = Co::getContext();
    claim('its class', get_class($context), Swoole\Coroutine\Context::class);
    claim('an ArrayObject', $context instanceof ArrayObject);
    $context['key'] = 'main';
    $id = go(function () {
        claim('empty at first', count(Co::getContext()), 0);
        Co::getContext()['key'] = 'child';
        Co::yield();
        claim('still the same', Co::getContext()['key'], 'child');
    });
    claim('the same object', Co::getContext() === $context);
    claim('untouched', $context['key'], 'main');
    claim("another's, by id", Co::getContext($id)['key'], 'child');
    claim('of nobody', Co::getContext(999), null);
    Co::resume($id);
    claim('of an ended one', Co::getContext($id), null);
});
claim('outside', Co::getContext(), null);
?>
--EXPECT--
its class: yes
an ArrayObject: yes
empty at first: yes
the same object: yes
untouched: yes
another's, by id: yes
of nobody: yes
still the same: yes
of an ended one: yes
outside: yes
