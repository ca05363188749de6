--TEST--
A server that ends the connection after any byte of an answer, or changes one: false in time, the connection is closed, the next request is sound
--FILE--
<?php
require __DIR__ . '/../http/http.inc';
require __DIR__ . '/../proxy.inc';

use Swoole\Coroutine\Http\Client;

/** A request, and whether it failed as it should or went well; then another on the same client, through a sound proxy. */
function work(Client $client, Proxy $proxy, callable $spoil, string $path): string
{
    $start = hrtime(true);
    $proxy->spoil($spoil);
    $fine = $client->get($path);
    $told = $fine ? $client->body === str_repeat('all work and no play ', 10) : $client->errCode !== 0 && $client->statusCode < 0 && !$client->connected;
    $proxy->spoil(null);
    $client->close();
    $next = $client->get('/next') && $client->body === 'next';
    return ($fine ? 'answered' : 'failed') . ($told ? '' : ', not told') . ($next ? '' : ', next is wrong') . (ms_since($start) < 4000 ? '' : ', late');
}

serve([
    '/length' => fn ($request, $response) => $response->end(str_repeat('all work and no play ', 10)),
    '/chunks' => function ($request, $response) {
        foreach (range(1, 10) as $i) {
            $response->write('all work and no play ');
        }
    },
    '/gzip' => function ($request, $response) {
        $response->header('Content-Encoding', 'gzip');
        $response->end(gzencode(str_repeat('all work and no play ', 10)));
    },
    '/next' => fn ($request, $response) => $response->end('next'),
], function (int $port) {
    $proxy = new Proxy($port);
    foreach (['/length', '/chunks', '/gzip'] as $path) {
        $client = new Client('127.0.0.1', $proxy->port);
        $client->set(['timeout' => 2]);
        claim("$path through the proxy", $client->get($path));
        $all = $proxy->said;
        foreach (CUTS as $how => $reset) {
            $outcomes = [];
            for ($count = 0; $count < $all; $count++) {
                $outcomes[work($client, $proxy, cut_after($count, $reset), $path)][] = $count;
            }
            claim($how, array_keys($outcomes), ['failed']);
        }
        $outcomes = [];
        for ($count = 0; $count < $all; $count += 3) {
            $change = fn (string $bytes, int $before) => $before <= $count && $count < $before + strlen($bytes)
                ? [substr_replace($bytes, "\0", $count - $before, 1)] : $bytes;
            $client = new Client('127.0.0.1', $proxy->port);
            $client->set(['timeout' => 2]);
            $outcome = work($client, $proxy, $change, $path);
            $outcomes[str_replace(['answered, not told', 'answered', 'failed'], 'ended', $outcome)] = $count;
        }
        claim('a byte is changed', array_keys($outcomes), ['ended']);
    }
    $proxy->stop();
});
?>
--EXPECT--
/length through the proxy: yes
cut at every byte: yes
reset at every byte: yes
a byte is changed: yes
/chunks through the proxy: yes
cut at every byte: yes
reset at every byte: yes
a byte is changed: yes
/gzip through the proxy: yes
cut at every byte: yes
reset at every byte: yes
a byte is changed: yes
