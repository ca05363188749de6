--TEST--
A server that ends and comes back under a pool: connections are made again, each coroutine gets its own answers, no place is lost, and Redis is asked in the database of the pool
--SKIPIF--
<?php
foreach (['mariadbd', 'redis-server'] as $program) {
    if (!array_filter(explode(':', getenv('PATH') . ':/usr/sbin'), fn ($folder) => is_executable("$folder/$program"))) {
        die("skip there is no $program");
    }
}
?>
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Database\MysqliConfig;
use Swoole\Database\MysqliPool;
use Swoole\Database\PDOConfig;
use Swoole\Database\PDOPool;
use Swoole\Database\RedisConfig;
use Swoole\Database\RedisPool;

putenv('PATH=' . getenv('PATH') . ':/usr/sbin');
// Failed connects are what this is about.
error_reporting(E_ALL & ~E_WARNING);
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);

/** A server of this test's own, on a port and in a folder of its own. */
class Server
{
    public int $port;
    private string $folder;
    private $process = null;

    public function __construct(private string $name)
    {
        $free = stream_socket_server('tcp://127.0.0.1:0');
        $this->port = (int) substr(strrchr(stream_socket_get_name($free, false), ':'), 1);
        $this->folder = sys_get_temp_dir() . "/swirl-restart-$name-" . getmypid();
        mkdir($this->folder);
    }

    public function start(): void
    {
        $command = match ($this->name) {
            // Without tables of its own it starts in no time.
            'mysql' => ['mariadbd', '--no-defaults', '--user=' . posix_getpwuid(posix_getuid())['name'], "--datadir=$this->folder", '--bind-address=127.0.0.1',
                "--port=$this->port", "--socket=$this->folder/s", "--pid-file=$this->folder/pid", '--skip-grant-tables', '--skip-networking=0', '--innodb=OFF',
                '--default-storage-engine=MyISAM', '--skip-name-resolve'],
            'redis' => ['redis-server', '--bind', '127.0.0.1', '--port', (string) $this->port, '--dir', $this->folder, '--save', ''],
        };
        $log = ['file', "$this->folder/log", 'a'];
        $this->process = proc_open(['setpriv', '--pdeathsig', 'KILL', ...$command], [['file', '/dev/null', 'r'], $log, $log], $pipes);
        wait_until(fn () => @stream_socket_client("tcp://127.0.0.1:$this->port") !== false);
    }

    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process, SIGKILL);
            proc_close($this->process);
            $this->process = null;
        }
    }

    public function __destruct()
    {
        $this->stop();
        exec('rm -rf ' . escapeshellarg($this->folder));
    }
}

function database(PDOConfig|MysqliConfig $config, int $port): PDOConfig|MysqliConfig
{
    return $config->withHost('127.0.0.1')->withPort($port)->withDbname('')->withUsername('root')->withPassword('');
}

/** Two clients of Swirl's own that make their connection again when it is lost. */
class MySQL extends Swoole\Coroutine\MySQL
{
    public function __construct(int $port)
    {
        parent::__construct();
        if (!$this->connect(['host' => '127.0.0.1', 'port' => $port, 'user' => 'root', 'password' => '', 'database' => 'information_schema'])) {
            throw new RuntimeException($this->connect_error);
        }
    }
}

class RedisClient extends Swoole\Coroutine\Redis
{
    public function __construct(int $port)
    {
        parent::__construct(['database' => 2]);
        if (!$this->connect('127.0.0.1', $port)) {
            throw new RuntimeException($this->errMsg);
        }
    }
}

/** The server, the pool, and how one of its handles is asked for a number. */
function pools(Server $mysql, Server $redis): array
{
    $config = (new RedisConfig())->withHost('127.0.0.1')->withPort($redis->port)->withDbIndex(2);
    return [
        'PDO' => [$mysql, new PDOPool(database(new PDOConfig(), $mysql->port), 5), fn ($pdo, $i) => (int) $pdo->query("SELECT $i")->fetchColumn()],
        'mysqli' => [$mysql, new MysqliPool(database(new MysqliConfig(), $mysql->port), 5), fn ($mysqli, $i) => (int) $mysqli->query("SELECT $i")->fetch_row()[0]],
        'Redis' => [$redis, new RedisPool($config, 5),
            fn ($redis, $i) => str_contains($redis->rawCommand('CLIENT', 'INFO'), ' db=2 ') ? (int) $redis->echo((string) $i) : 'another database'],
        'Coroutine\MySQL' => [$mysql, new Swoole\ConnectionPool(fn () => new MySQL($mysql->port), 5), fn ($client, $i) => (int) ($client->query("SELECT $i")[0][$i] ?? 0)],
        'Coroutine\Redis' => [$redis, new Swoole\ConnectionPool(fn () => new RedisClient($redis->port), 5),
            fn ($client, $i) => (int) ($client->eval("return redis.call('ECHO', ARGV[1])", [(string) $i], 0) ?: 0)],
    ];
}

Co\run(function () {
    [$mysql, $redis] = [new Server('mysql'), new Server('redis')];
    $mysql->start();
    $redis->start();
    foreach (pools($mysql, $redis) as $name => [$server, $pool, $ask]) {
        [$asked, $isBack] = [new Swoole\Atomic(), new Swoole\Atomic()];
        go(function () use ($server, $asked, $isBack) {
            // While they ask, while some wait for a place, and once more.
            foreach ([20, 60] as $count) {
                wait_until(fn () => $asked->get() >= $count);
                $server->stop();
                Co::sleep(0.02);
                $server->start();
            }
            $isBack->set(1);
        });
        $answers = all(array_map(fn ($i) => function () use ($pool, $ask, $i, $asked, $isBack) {
            // Each asks until the server has come back for the last time, and once behind that.
            for ($try = 0; $try < 10000; $try++) {
                $last = $isBack->get() === 1;
                $handle = null;
                $answer = 'no answer';
                try {
                    $handle = $pool->get(20);
                    $answer = @$ask($handle, $i);
                } catch (Throwable) {
                }
                // A handle of Redis may be given back as it is; of the others a broken one is said to be so.
                $isWhole = $answer === $i || $handle instanceof Redis;
                if ($handle) {
                    outcome(fn () => $pool->put($isWhole ? $handle : null));
                }
                if ($answer !== $i && $answer !== 0 && $answer !== 'no answer') {
                    return "coroutine $i has " . var_export($answer, true);
                }
                $asked->add();
                if ($last && $answer === $i) {
                    return $i;
                }
                Co::sleep(0.001);
            }
            return "coroutine $i has no answer";
        }, range(1, 20)));
        claim("$name: each its own answer", array_values($answers), range(1, 20));
        $handles = array_map(fn () => $pool->get(20), range(1, 5));
        claim('all places are there, and no more', [count(array_filter($handles)), $pool->get(0.01)], [5, false]);
        claim('and they are whole', array_map(fn ($handle) => $ask($handle, 7), $handles), array_fill(0, 5, 7));
        $pool->close();
    }
});
?>
--EXPECT--
PDO: each its own answer: yes
all places are there, and no more: yes
and they are whole: yes
mysqli: each its own answer: yes
all places are there, and no more: yes
and they are whole: yes
Redis: each its own answer: yes
all places are there, and no more: yes
and they are whole: yes
Coroutine\MySQL: each its own answer: yes
all places are there, and no more: yes
and they are whole: yes
Coroutine\Redis: each its own answer: yes
all places are there, and no more: yes
and they are whole: yes
