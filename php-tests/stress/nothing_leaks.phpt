--TEST--
Repeating any operation a thousand times leaves PHP's memory where it was
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Barrier;
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Lock;
use Swoole\Coroutine\WaitGroup;
use Swoole\Timer;

$scenarios = [
    'create' => fn () => go(function () {}),
    'arguments' => fn () => go(function (...$a) { Co::sleep(0.001); return $a; }, str_repeat('x', 100), [1, 2], new stdClass),
    'yield and resume' => function () { $id = go(function () { Co::yield(); }); Co::resume($id); },
    'cancel' => function () { $id = go(function () { Co::sleep(100); }); Co::cancel($id); },
    'cancel with exception' => function () { $id = go(function () { try { Co::sleep(100); } catch (Exception) {} }); Co::cancel($id, true); },
    'exception over a wait' => fn () => go(function () { try { try { throw new Exception('x'); } finally { Co::sleep(0.001); } } catch (Exception) {} }),
    'channel with values' => function () { $c = new Channel(3); $c->push(new stdClass); $c->push([1]); $c->close(); },
    'push to a waiting pop' => function () { $c = new Channel; go(fn () => $c->pop()); $c->push(str_repeat('x', 50)); },
    'pop from a waiting push' => function () { $c = new Channel; go(function () use ($c) { $c->push([1]); $c->push([2]); }); $c->pop(); $c->pop(); },
    'timeouts' => fn () => go(function () { $c = new Channel; $c->pop(0.001); $c->push(1); $c->push([2], 0.001); }),
    'closed under waiters' => function () { $c = new Channel; go(fn () => $c->pop()); go(fn () => $c->pop()); $c->close(); },
    'wait group' => function () { $w = new WaitGroup(1); go(fn () => $w->done()); $w->wait(); },
    'barrier' => function () { $b = Barrier::make(); go(function () use ($b) {}); Barrier::wait($b); },
    'lock' => function () { $l = new Lock; $l->lock(); go(function () use ($l) { $l->lock(); $l->unlock(); }); $l->unlock(); },
    'context' => fn () => go(function () { Co::getContext()['x'] = new stdClass; Co::getContext()['self'] = Co::getContext(); }),
    'defer' => fn () => go(function () { defer(function ($x) {}); defer(fn () => Co::sleep(0.001)); return [1]; }),
    'timer' => function () { Timer::after(1, function (...$a) {}, [1], 'x'); Timer::clear(Timer::tick(1, fn () => 1)); },
    'join' => function () { Co::join([go(function () { Co::sleep(0.001); })]); },
    'fiber' => fn () => go(function () { $f = new Fiber(function () { Co::sleep(0.001); Fiber::suspend([1]); }); $f->start(); }),
    'generator' => fn () => go(function () { $g = (function () { yield 1; Co::sleep(0.001); yield 2; })(); $g->current(); $g->next(); }),
    'back trace' => function () { $id = go(function (...$a) { Co::yield(); }, [1]); Co::getBackTrace($id); Co::list(); Co::resume($id); },
    'output buffer' => fn () => go(function () { ob_start(); echo 'x'; Co::sleep(0.001); ob_get_clean(); }),
    'usort' => fn () => go(function () { $a = [3, 1, 2]; usort($a, function ($x, $y) { Co::sleep(0.001); return $x <=> $y; }); }),
    'usleep' => fn () => go(function () { usleep(1000); }),
    'exit' => fn () => go(function () { try { exit([1]); } catch (Throwable) {} }),
];
Co\run(function () use ($scenarios) {
    foreach ($scenarios as $name => $scenario) {
        $round = function (int $times) use ($scenario) {
            for ($i = 0; $i < $times; $i++) {
                go($scenario);
            }
            wait_until(fn () => Co::stats()['coroutine_num'] === 1 && count(Timer::list()) === 0);
            gc_collect_cycles();
            return memory_get_usage();
        };
        $round(1000);
        $before = $round(1000);
        $grown = $round(1000) - $before;
        if ($grown > 4096) {
            echo "$name: $grown bytes more after 1000 times\n";
        }
    }
});
echo "done\n";
?>
--EXPECT--
done
