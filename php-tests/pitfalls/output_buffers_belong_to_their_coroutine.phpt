--TEST--
A coroutine's output buffer collects that coroutine's output; the caller's buffer around Co\run goes on working
--FILE--
<?php
require __DIR__ . '/../include.inc';

ob_start();
echo 'before ';
$captured = [];
Co\run(function () use (&$captured) {
    foreach (['a' => 0.004, 'b' => 0.002] as $name => $pause) {
        go(function () use ($name, $pause, &$captured) {
            ob_start();
            echo "{$name}1 ";
            Co::sleep($pause);
            ob_start(fn ($text) => strtoupper($text));
            echo "{$name}2 ";
            Co::sleep($pause);
            ob_end_flush();
            $captured[$name] = ob_get_clean();
        });
    }
    echo 'inside ';
});
echo 'after';
$captured['main'] = ob_get_clean();
ksort($captured);
echo json_encode($captured), "\n";
echo 'level ', ob_get_level(), "\n";
?>
--EXPECT--
{"a":"a1 A2 ","b":"b1 B2 ","main":"before inside after"}
level 0
