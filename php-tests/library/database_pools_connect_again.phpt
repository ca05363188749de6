--TEST--
Connections of PDO and mysqli pools that the server has ended connect again, but not inside a transaction
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Database\MysqliConfig;
use Swoole\Database\MysqliPool;
use Swoole\Database\PDOConfig;
use Swoole\Database\PDOPool;

/** Ends a connection from the outside, and waits until it has ended. */
function end_connection(int $id): void
{
    $pdo = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . service('MYSQL_PORT'), 'swirl', 'swirl');
    $pdo->exec("KILL {$id}");
    wait_until(fn () => !in_array($id, $pdo->query('SHOW PROCESSLIST')->fetchAll(PDO::FETCH_COLUMN)));
}

Co\run(function () {
    $config = (new PDOConfig())->withHost('127.0.0.1')->withPort((int) service('MYSQL_PORT'))->withDbname('swirl')
        ->withUsername('swirl')->withPassword('swirl');
    $pool = new PDOPool($config, 2);
    $pdo = $pool->get();
    $id = fn ($pdo) => (int) $pdo->query('SELECT CONNECTION_ID()')->fetchColumn();
    $old = $id($pdo);
    $sum = $pdo->prepare('SELECT CONNECTION_ID() AS id, ? + ? AS sum');
    $sum->bindParam(1, $a, PDO::PARAM_INT);
    $sum->bindValue(2, 2, PDO::PARAM_INT);
    $sum->setFetchMode(PDO::FETCH_ASSOC);
    end_connection($old);
    $a = 40;
    $sum->execute();
    $row = $sum->fetch();
    claim('a prepared statement is prepared and bound again', (int) $row['sum'], 42);
    claim('on another connection', (int) $row['id'] !== $old && $pdo->getRound() === 1);
    end_connection($id($pdo));
    claim('a query is made again', $id($pdo) !== $old && $pdo->getRound() === 2);

    $pdo->beginTransaction();
    end_connection($id($pdo));
    claim('not inside a transaction', str_contains(outcome(fn () => $id($pdo)), 'gone away') && $pdo->getRound() === 2);
    $pool->put(null);
    claim('a fresh one for a broken one', $id($pool->get()) > 0);
    claim('a wrong query is no lost connection', str_starts_with(outcome(fn () => $pdo->query('SELEC 1')), 'PDOException'));

    $config = (new MysqliConfig())->withHost('127.0.0.1')->withPort((int) service('MYSQL_PORT'))->withDbname('swirl')
        ->withUsername('swirl')->withPassword('swirl');
    foreach ([MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT, MYSQLI_REPORT_OFF] as $report) {
        mysqli_report($report);
        $pool = new MysqliPool($config, 1);
        $mysqli = $pool->get();
        $mysqli->set_charset('latin1');
        $id = fn () => (int) $mysqli->query('SELECT CONNECTION_ID()')->fetch_row()[0];
        $statement = $mysqli->prepare('SELECT ? + 1');
        $statement->bind_param('i', $a);
        end_connection($old = $id());
        $statement->execute();
        $statement->bind_result($sum);
        $statement->fetch();
        claim("mysqli, reports $report: a statement", $sum, 41);
        unset($statement);
        end_connection($id());
        claim('a query is made again', $id() !== $old && $mysqli->getRound() === 2);
        claim('with what was set', $mysqli->character_set_name(), 'latin1');
        $mysqli->begin_transaction();
        end_connection($id());
        claim('not inside a transaction', preg_match('~^(mysqli_sql_exception|Swoole.Database.MysqliException): .*gone away~', outcome($id)), 1);
    }
});
?>
--EXPECT--
a prepared statement is prepared and bound again: yes
on another connection: yes
a query is made again: yes
not inside a transaction: yes
a fresh one for a broken one: yes
a wrong query is no lost connection: yes
mysqli, reports 3: a statement: yes
a query is made again: yes
with what was set: yes
not inside a transaction: yes
mysqli, reports 0: a statement: yes
a query is made again: yes
with what was set: yes
not inside a transaction: yes
