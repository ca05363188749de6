--TEST--
An exception that leaves a timer's, an event's or a deferred callback ends the script like any other
--FILE--
<?php
require __DIR__ . '/../include.inc';

$scripts = [
    'timer' => 'Swoole\Timer::after(1, function () { throw new Exception("boom"); }); Swoole\Event::wait();',
    'event defer' => 'Swoole\Event::defer(function () { throw new Exception("boom"); }); Swoole\Event::wait();',
    'defer' => 'Co\run(function () { defer(function () { throw new Exception("boom"); }); });',
    'readable' => '[$a, $b] = stream_socket_pair(1, 1, 0); Swoole\Event::add($a, function () { throw new Exception("boom"); }); fwrite($b, "x"); Swoole\Event::wait();',
];
foreach ($scripts as $name => $script) {
    $output = run_script("<?php $script echo 'WRONG';");
    claim($name, str_contains($output, 'Uncaught Exception: boom') && !str_contains($output, 'WRONG') && str_ends_with($output, "exit status 255\n"));
}
?>
--EXPECT--
timer: yes
event defer: yes
defer: yes
readable: yes
