--TEST--
A sleep never ends early
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach ([0.001, 0.0015, 0.005, 0.012] as $seconds) {
        go(function () use ($seconds) {
            for ($i = 0; $i < 5; $i++) {
                $start = hrtime(true);
                Co::sleep($seconds);
                $late = ms_since($start) - (int) ($seconds * 1000);
                if ($late < 0) {
                    echo "$seconds: early by ", -$late, " ms\n";
                }
            }
        });
    }
});
echo "done\n";
?>
--EXPECT--
done
