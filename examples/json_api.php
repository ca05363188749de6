<?php
// A JSON API with MySQL and Redis behind it: notes are kept in a table and counted in Redis.
// make run SCRIPT=examples/json_api.php, then
//   curl -d '{"text":"hello"}' http://127.0.0.1:9501/notes; curl http://127.0.0.1:9501/notes
// Servers: mysql redis

declare(strict_types=1);

use Swoole\Database\PDOConfig;
use Swoole\Database\PDOPool;
use Swoole\Database\RedisConfig;
use Swoole\Database\RedisPool;
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Http\Server;

require __DIR__ . '/side_by_side.inc';

/** What the worker keeps: connections that handlers borrow. */
final class Notes
{
    private PDOPool $mysql;
    private RedisPool $redis;

    public function __construct()
    {
        $mysql = (new PDOConfig)->withHost('127.0.0.1')->withPort((int) server('MYSQL_PORT'))->withDbName('swirl');
        $this->mysql = new PDOPool($mysql->withUsername('swirl')->withPassword('swirl'), 8);
        $this->redis = new RedisPool((new RedisConfig)->withHost('127.0.0.1')->withPort((int) server('REDIS_PORT')), 8);
    }

    public function all(): array
    {
        return ['notes' => $this->sql('SELECT id, text FROM notes ORDER BY id')->fetchAll(PDO::FETCH_ASSOC)];
    }

    public function add(string $text): array
    {
        $this->sql('INSERT INTO notes (text) VALUES (?)', $text);
        $redis = $this->redis->get();
        try {
            return ['text' => $text, 'added_so_far' => $redis->incr('notes:added')];
        } finally {
            $this->redis->put($redis);
        }
    }

    private function sql(string $statement, mixed ...$values): object
    {
        $pdo = $this->mysql->get();
        try {
            $prepared = $pdo->prepare($statement);
            $prepared->execute($values);
            return $prepared;
        } finally {
            $this->mysql->put($pdo);
        }
    }
}

// Before the server is there, for its first request may come while a worker still waits for the table.
$pdo = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . server('MYSQL_PORT'), 'swirl', 'swirl');
$pdo->exec('CREATE TABLE IF NOT EXISTS notes (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200) NOT NULL)');
$pdo = null;

$server = new Server('127.0.0.1', (int) ($argv[1] ?? 9501), SWOOLE_BASE);
$server->set(['hook_flags' => SWOOLE_HOOK_ALL, 'worker_num' => 1]);
$notes = null;
$server->on('workerStart', function () use (&$notes) { $notes = new Notes; });
$server->on('request', function (Request $request, Response $response) use (&$notes) {
    $response->header('Content-Type', 'application/json');
    try {
        [$status, $answer] = match ($request->getMethod() . ' ' . $request->server['path_info']) {
            'GET /notes' => [200, $notes->all()],
            'POST /notes' => [201, $notes->add(json_decode($request->getContent(), flags: JSON_THROW_ON_ERROR)->text)],
            default => [404, ['error' => 'no such thing']],
        };
    } catch (JsonException $e) {
        [$status, $answer] = [400, ['error' => $e->getMessage()]];
    }
    $response->status($status);
    $response->end(json_encode($answer));
});
$server->start();
