--TEST--
Files, pipes and memory streams read and write as ever
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $results = all(array_map(fn (int $n) => function () use ($n) {
        $file = tempnam(sys_get_temp_dir(), 'swirl');
        file_put_contents($file, str_repeat("line $n\n", 10000));
        $lines = file($file);
        unlink($file);
        $memory = fopen('php://memory', 'r+');
        fwrite($memory, 'memory');
        rewind($memory);
        $pipe = popen("echo pipe $n", 'r');
        $text = fgets($pipe);
        pclose($pipe);
        return [count($lines), array_unique($lines), fread($memory, 10), $text] === [10000, ["line $n\n"], 'memory', "pipe $n\n"];
    }, range(1, 5)));
    claim('all', $results, array_fill(0, 5, true));
});
?>
--EXPECT--
all: yes
