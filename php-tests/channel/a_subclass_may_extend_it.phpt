--TEST--
Channel can be extended
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Named extends Swoole\Coroutine\Channel
{
    public function __construct(public string $name, int $size) { parent::__construct($size); }
    public function pop($timeout = -1): mixed { return $this->name . ':' . parent::pop($timeout); }
}
Co\run(function () {
    $channel = new Named('n', 3);
    $channel->push(1);
    claim('capacity', $channel->capacity, 3);
    claim('pop', $channel->pop(), 'n:1');
});
?>
--EXPECT--
capacity: yes
pop: yes
