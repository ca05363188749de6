--TEST--
A script that ends in good order prints no report
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo run_script(<<<'PHP'
<?php
Co\run(function () {
    $channel = new chan(1);
    go(function () use ($channel) { $channel->pop(); });
    $channel->push(1);
    Co::sleep(0.001);
});
Co\run(function () {
    $id = go(function () { Co::yield(); });
    Co::resume($id);
});
echo "done\n";
PHP);
?>
--EXPECT--
done
exit status 0
