--TEST--
What is left in a channel is freed with the channel
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Noisy
{
    public function __construct(private string $name) {}
    public function __destruct() { echo "free $this->name\n"; }
}
Co\run(function () {
    $channel = new chan(2);
    $channel->push(new Noisy('a'));
    $channel->push(new Noisy('b'));
    echo "dropping\n";
    unset($channel);
    echo "dropped\n";
});
?>
--EXPECT--
dropping
free a
free b
dropped
