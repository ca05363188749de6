--TEST--
getProcess() gives the process of any worker, with its present number and its pipe
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

claim('not outside', (new Pool(1))->getProcess(), false);
$pool = new Pool(2, SWOOLE_IPC_UNIXSOCK);
$pool->on('workerStart', function (Pool $pool, int $id) {
    $own = $pool->getProcess();
    if ($id === 0) {
        claim('itself', [$own->pid, $own->id], [getmypid(), 0]);
        claim('the same object', $pool->getProcess(0) === $own);
        claim('nobody', @$pool->getProcess(2), false);
        claim('not to be closed', @$own->close(), false);
        $pool->getProcess(1)->write('hello');
        claim('the other one answers', $own->read(), 'I am ' . $pool->getProcess(1)->pid);
        $pool->shutdown();
    } else {
        $own->read();
        $pool->getProcess(0)->write('I am ' . getmypid());
        sleep(20);
    }
});
$pool->on('message', fn () => null);
$pool->start();
?>
--EXPECT--
not outside: yes
itself: yes
the same object: yes
nobody: yes
not to be closed: yes
the other one answers: yes
