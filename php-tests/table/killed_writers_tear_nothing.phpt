--TEST--
Processes that are killed while they write leave no torn row and no lock that is taken
--INI--
; A process that is killed while it compiles leaves PHP's own shared memory for code as it was, and the others crash.
opcache.jit=disable
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

const KILLS = 200, KEYS = 40;

$table = table(64, 1, 256);
$torn = 0;
for ($i = 0; $i < KILLS; $i++) {
    $child = child(function () use ($table) {
        mt_srand(getmypid());
        while (true) {
            $n = mt_rand();
            $key = 'key' . $n % KEYS;
            $table->set($key, ['id' => $n, 'name' => str_repeat(chr($n & 0xff), 1 + $n % 256), 'score' => $n * 0.5]);
            $n % 5 === 0 && $table->del($key);
            $table->incr('count', 'id');
        }
    });
    usleep(mt_rand(100, 3000));
    posix_kill($child, SIGKILL);
    pcntl_waitpid($child, $status);
    foreach ($table as $key => $row) {
        $n = $row['id'];
        $torn += $key !== 'count' && $row !== ['id' => $n, 'name' => str_repeat(chr($n & 0xff), 1 + $n % 256), 'score' => $n * 0.5];
    }
}
claim('no row is torn', $torn, 0);
for ($n = 0; $n < KEYS; $n++) {
    $table->set("key$n", ['id' => $n]);
}
claim('no lock is taken', $table->get('key7', 'id'), 7);
claim('the counts agree', [count($table), $table->count()], [iterator_count($table), KEYS + 1]);
claim('one incr after another', $table->get('count', 'id') > 0);
?>
--EXPECT--
no row is torn: yes
no lock is taken: yes
the counts agree: yes
one incr after another: yes
