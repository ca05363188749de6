--TEST--
In fetch mode rows come one by one; deferred commands are answered by recv(); procedures have several results
--FILE--
<?php
require __DIR__ . '/mysql.inc';

Co\run(function () {
    $db = mysql(['fetch_mode' => true]);
    claim('a query says true', $db->query('SELECT 1 n UNION SELECT 2 UNION SELECT 3'));
    claim('a row', $db->fetch(), ['n' => '1']);
    claim('busy meanwhile', [$db->query('SELECT 1'), $db->errno], [false, SOCKET_EINPROGRESS]);
    claim('the rest', $db->fetchAll(), [['n' => '2'], ['n' => '3']]);
    claim('no more', [$db->fetch(), $db->fetchAll()], [null, []]);
    $statement = $db->prepare('SELECT ? n UNION SELECT 5');
    claim('a statement', [$statement->execute([4]), $statement->fetch(), $statement->fetch(), $statement->fetch()], [true, ['n' => '4'], ['n' => '5'], null]);
    claim('not after connecting', outcome(fn () => mysql()->connect(server(['fetch_mode' => true]))), 'Swoole\Coroutine\MySQL\Exception: SQLSTATE[HY000] [95] Can not use fetch mode after the connection is established');

    $db = mysql();
    claim('nothing to receive', [$db->recv(), $db->errno], [false, SOCKET_ENOMSG]);
    $db->setDefer();
    claim('only sent', $db->query('SELECT 1 n'));
    claim('received', $db->recv(), [['n' => '1']]);
    claim('prepared', $db->prepare('SELECT ? n'));
    $statement = $db->recv();
    claim('a statement', $statement instanceof Co\MySQL\Statement);
    claim('sent', $statement->execute(['x']));
    claim('not by the client', [$db->recv(), $db->error], [false, 'please use statement to receive data']);
    claim('received by the statement', $statement->recv(), [['n' => 'x']]);
    claim('no transactions', outcome(fn () => $db->begin()), "Swoole\Coroutine\MySQL\Exception: you should not query transaction when defer mode is on, if you want, please use `query('BEGIN')` instead");
    $db->setDefer(false);

    $procedure = 'p' . getmypid();
    claim('created', $db->query("CREATE PROCEDURE $procedure() BEGIN SELECT 1 a; SELECT 2 b UNION SELECT 3; END"));
    claim('the first result', $db->query("CALL $procedure()"), [['a' => '1']]);
    claim('the second', $db->nextResult(), [['b' => '2'], ['b' => '3']]);
    claim('no more results', [$db->nextResult(), $db->nextResult()], [null, null]);
    claim('dropped', $db->query("DROP PROCEDURE $procedure"));
});
?>
--EXPECT--
a query says true: yes
a row: yes
busy meanwhile: yes
the rest: yes
no more: yes
a statement: yes
not after connecting: yes
nothing to receive: yes
only sent: yes
received: yes
prepared: yes
a statement: yes
sent: yes
not by the client: yes
received by the statement: yes
no transactions: yes
created: yes
the first result: yes
the second: yes
no more results: yes
dropped: yes
