<?php
// Sixteen pieces of ordinary blocking PHP, first one after the other, then side by side in coroutines.
// "make run" starts the servers that they talk to and runs this file. What to look at: the functions below know nothing of
// coroutines, and the two loops at the end of the file differ in one word.
// Servers: slow redis mysql

declare(strict_types=1);

// What waits: web pages, Redis, MySQL, a plain pause. Nothing here is asynchronous, and nothing is Swirl's.

function fetch_page(int $n): string
{
    return file_get_contents(server('SLOW_URL') . '/?ms=200&page=' . $n);
}

function wait_for_message(int $n): string
{
    $redis = new Redis;
    $redis->connect('127.0.0.1', (int) server('REDIS_PORT'));
    $redis->set("quickstart:$n", "value $n");
    $redis->rawCommand('BLPOP', "quickstart:list:$n", '0.2');  // nobody sends one: 0.2 s
    return $redis->get("quickstart:$n");
}

function query_database(int $n): string
{
    $pdo = new PDO('mysql:host=127.0.0.1;dbname=swirl;port=' . server('MYSQL_PORT'), 'swirl', 'swirl');
    $statement = $pdo->prepare('SELECT ? + SLEEP(0.2)');
    $statement->execute([$n * 100]);
    return (string) (int) $statement->fetchColumn();
}

function pause(int $n): string
{
    usleep(200_000);
    return "paused $n";
}

$tasks = [];
for ($n = 1; $n <= 4; $n++) {
    $tasks["file_get_contents $n"] = fn () => fetch_page($n);
    $tasks["phpredis $n"] = fn () => wait_for_message($n);
    $tasks["PDO MySQL $n"] = fn () => query_database($n);
    $tasks["usleep $n"] = fn () => pause($n);
}
ksort($tasks);

echo count($tasks), " tasks; each waits for 0.2 s.\n";

// One after the other, as PHP always works.

$one_by_one = new Timeline;
foreach ($tasks as $name => $task) {
    $one_by_one->run($name, $task);
}
$one_by_one->stop();
$one_by_one->draw('One after the other', $one_by_one->seconds);

if (!extension_loaded('swirl')) {
    echo "\nThe extension is not loaded, so this is all. Try: make run\n";
    exit(1);
}

// The same in coroutines: whenever one would wait, another runs.

$side_by_side = new Timeline;
Co\run(function () use ($tasks, $side_by_side) {
    foreach ($tasks as $name => $task) {
        go(fn () => $side_by_side->run($name, $task));
    }
});
$side_by_side->stop();
$side_by_side->draw('In coroutines', $one_by_one->seconds);

if ($one_by_one->results() !== $side_by_side->results()) {
    echo "\nThe results differ. That must not be: please report it.\n";
    exit(1);
}
printf("\nOne after the other %.2f s, in coroutines %.2f s: %.0f times as fast, with the same results,\n",
    $one_by_one->seconds, $side_by_side->seconds, $one_by_one->seconds / $side_by_side->seconds);
echo "one process, one thread, and not a line of the blocking code changed:\n\n";
echo "    foreach (\$tasks as \$task) { \$task(); }\n";
echo "    Co\\run(function () use (\$tasks) { foreach (\$tasks as \$task) { go(\$task); } });\n";

/** Runs tasks, remembers when each began and ended, and draws that. */
final class Timeline
{
    private const WIDTH = 50;

    public float $seconds = 0.0;
    private float $start;
    /** @var array<string, array{float, float, string}> name => begin, end, result */
    private array $tasks = [];

    public function __construct()
    {
        $this->start = microtime(true);
    }

    public function run(string $name, callable $task): void
    {
        $begin = microtime(true) - $this->start;
        $this->tasks[$name] = [$begin, $begin, ''];
        $result = $task();
        $this->tasks[$name] = [$begin, microtime(true) - $this->start, $result];
    }

    public function stop(): void
    {
        $this->seconds = microtime(true) - $this->start;
    }

    public function draw(string $title, float $scale): void
    {
        printf("\n%s: %.2f s\n", $title, $this->seconds);
        foreach ($this->tasks as $name => [$begin, $end]) {
            $from = (int) ($begin / $scale * self::WIDTH);
            $length = max(1, (int) round(($end - $begin) / $scale * self::WIDTH));
            printf("  %-20s |%s|\n", $name, str_pad(str_repeat(' ', $from) . str_repeat('#', $length), self::WIDTH));
        }
    }

    /** @return array<string, string> */
    public function results(): array
    {
        return array_map(fn (array $task) => $task[2], $this->tasks);
    }
}

/** The address of a server that scripts/services has started. */
function server(string $name): string
{
    $address = getenv("SWIRL_TEST_$name");
    if ($address === false) {
        fwrite(STDERR, "SWIRL_TEST_$name is not set: \"make run\" starts the servers and runs this file\n");
        exit(1);
    }
    return $address;
}
