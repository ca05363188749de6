--TEST--
go() runs the callable at once, until it first waits, and then returns its id
--FILE--
<?php
Co\run(function () {
    echo "1\n";
    $id = go(function () {
        echo "2\n";
        Co::sleep(0.001);
        echo "4\n";
    });
    echo "3\n";
    var_dump($id);
});
echo "5\n";
?>
--EXPECT--
1
2
3
int(2)
4
5
