--TEST--
Processes share the rows; nothing that they add is lost, and a destroyed table is so for all
--FILE--
<?php
require __DIR__ . '/../include.inc';
require __DIR__ . '/table.inc';

const PROCESSES = 3, TIMES = 5000;

$table = table();
$children = [];
for ($i = 0; $i < PROCESSES; $i++) {
    $children[] = child(function () use ($table, $i) {
        for ($n = 0; $n < TIMES; $n++) {
            $table->incr('all', 'id');
            $table->decr('all', 'score', 0.5);
            $table->set("mine $i", ['id' => $n, 'name' => "n$n"]);
            if ($table->get("mine $i") !== ['id' => $n, 'name' => "n$n", 'score' => 0.0]) {
                exit(1);
            }
            $table->del("mine $i");
        }
        $table->set("end $i", ['id' => $i]);
    });
}
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
    claim('a child ended well', $status, 0);
}
claim('all', $table->get('all'), ['id' => PROCESSES * TIMES, 'name' => '', 'score' => PROCESSES * TIMES * -0.5]);
claim('rows', [count($table), $table->get('end 1', 'id')], [PROCESSES + 1, 1]);

$destroyed = new Swoole\Atomic();
$child = child(function () use ($table, $destroyed) {
    $destroyed->wait();
    $table->get('all');
});
$table->destroy();
$destroyed->wakeup();
pcntl_waitpid($child, $status);
claim('and the child failed', pcntl_wexitstatus($status), 255);
?>
--EXPECTF--
a child ended well: yes
a child ended well: yes
a child ended well: yes
all: yes
rows: yes

Fatal error: Swoole\Table::get(): table is not created or has been destroyed in %s on line %d
and the child failed: yes
