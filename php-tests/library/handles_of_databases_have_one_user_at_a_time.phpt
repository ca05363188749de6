--TEST--
A PDO, mysqli or Redis handle that two coroutines use at once is an error that names both
--FILE--
<?php
require __DIR__ . '/../include.inc';

$handles = [
    'PDO' => '$handle = new PDO("mysql:host=127.0.0.1;dbname=swirl;port=" . getenv("SWIRL_TEST_MYSQL_PORT"), "swirl", "swirl");'
        . '$use = fn () => $handle->query("SELECT SLEEP(0.2)");',
    'mysqli' => '$handle = new mysqli("127.0.0.1", "swirl", "swirl", "swirl", (int) getenv("SWIRL_TEST_MYSQL_PORT"));'
        . '$use = fn () => $handle->query("SELECT SLEEP(0.2)");',
    'Redis' => '$handle = new Redis(); $handle->connect("127.0.0.1", (int) getenv("SWIRL_TEST_REDIS_PORT"));'
        . '$use = fn () => $handle->blPop("nothing", 1);',
];
foreach ($handles as $name => $code) {
    $output = run_script("<?php Co\\run(function () { $code go(\$use); go(\$use); });");
    claim($name, preg_match('~has already been bound to another coroutine#2, \w+ of the same (socket|connection) in coroutine#3 at the same time is not allowed~', $output), 1);
}
?>
--EXPECT--
PDO: yes
mysqli: yes
Redis: yes
