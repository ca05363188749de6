--TEST--
Files come whole, from the page cache or from threads; a thread waits for fsync(), and for all that async.file names, whatever is hooked
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Runtime;

$file = tempnam(sys_get_temp_dir(), 'swirl-file');
$content = random_bytes(300000);
file_put_contents($file, $content);

/** Whether the caller was left before its call had ended. */
function switches(callable $call): bool
{
    $done = false;
    $wg = new Co\WaitGroup(1);
    go(function () use ($call, $wg, &$done) {
        $call();
        $done = true;
        $wg->done();
    });
    $switched = !$done;
    $wg->wait();
    return $switched;
}

Co\run(function () use ($file, $content) {
    exec('sync ' . escapeshellarg($file) . '; dd if=' . escapeshellarg($file) . ' iflag=nocache count=0 2>/dev/null');
    claim('what is not cached', file_get_contents($file) === $content);
    claim('what is cached', file_get_contents($file) === $content);
    claim('piece by piece', (function () use ($file, $content) {
        for ($stream = fopen($file, 'r'), $all = ''; !feof($stream); $all .= fread($stream, 10007));
        return $all === $content && fseek($stream, 299990) === 0 && fread($stream, 100) === substr($content, 299990);
    })());
    $stream = fopen($file, 'r+');
    claim('fsync() switches', [switches(fn () => claim('fsync', fsync($stream))), switches(fn () => claim('fdatasync', fdatasync($stream)))], [true, true]);

    Runtime::enableCoroutine(SWOOLE_HOOK_ALL & ~SWOOLE_HOOK_FILE);
    claim('without its flag it does not', switches(fn () => fsync($stream)), false);
    claim('async.file does', switches(fn () => claim('async.file', file_get_contents("async.file://$file") === $content)));
    [$one, $two] = [fopen("async.file://$file", 'r+'), fopen("async.file://$file", 'r+')];
    flock($one, LOCK_EX);
    $locked = null;
    go(function () use ($two, &$locked) {
        $locked = false;
        $locked = flock($two, LOCK_EX);
    });
    claim('a lock is waited for', $locked, false);
    flock($one, LOCK_UN);
    while (!$locked) {
        Co::sleep(0.001);
    }
    fclose($one);
    fclose($two);
    claim('numbers of descriptors begin anew', switches(fn () => fread(fopen($file, 'r'), 10)), false);
});
claim('outside', [file_get_contents("async.file://$file") === $content, fsync(fopen($file, 'r'))], [true, true]);
unlink($file);
?>
--EXPECT--
what is not cached: yes
what is cached: yes
piece by piece: yes
fsync: yes
fdatasync: yes
fsync() switches: yes
without its flag it does not: yes
async.file: yes
async.file does: yes
a lock is waited for: yes
numbers of descriptors begin anew: yes
outside: yes
