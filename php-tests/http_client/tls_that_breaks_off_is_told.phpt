--TEST--
TLS that is cut, reset or changed is an error in time, and never a wrong answer
--FILE--
<?php
require __DIR__ . '/../http/http.inc';
require __DIR__ . '/../proxy.inc';

use Swoole\Coroutine\Http\Client;

/** What a client gets that verifies whom it talks to; whether a failure is told, and in time. */
function work(Proxy $proxy): string
{
    static $body;
    $start = hrtime(true);
    $client = new Client('127.0.0.1', $proxy->port, true);
    $client->set(['timeout' => 2, 'ssl_verify_peer' => true, 'ssl_cafile' => service('CA_FILE')]);
    $fine = $client->get('/');
    $body ??= $client->body;
    return match (true) {
        ms_since($start) > 1900 => 'late',
        $fine => $client->statusCode === 200 && $client->body === $body ? 'answered' : 'answered wrongly',
        default => $client->errCode !== 0 && $client->statusCode < 0 && !$client->connected ? 'failed' : 'not told',
    };
}

Co::set(['log_level' => SWOOLE_LOG_NONE]);
Co\run(function () {
    $proxy = new Proxy(parse_url(service('HTTPS_URL'))['port']);
    claim('through the proxy', work($proxy), 'answered');
    $all = $proxy->said;
    // The lengths of signatures differ by a few bytes, and at the end there may be an alert that nobody needs.
    $always = $all - 40;
    foreach (['cut' => [false, 5], 'reset at every byte' => [true, 1]] as $how => [$reset, $step]) {
        $outcomes = [];
        for ($count = 0; $count < $always; $count += $step) {
            $proxy->spoil(cut_after($count, $reset));
            $outcomes[work($proxy)] ??= $count;
        }
        claim($how, $outcomes, ['failed' => 0]);
    }
    $outcomes = [];
    for ($count = 0; $count < $always; $count += 3) {
        // Nothing follows, so that nobody waits for the rest of a length that became larger.
        $proxy->spoil(fn (string $bytes, int $before) => $before <= $count && $count < $before + strlen($bytes)
            ? [substr_replace($bytes, $bytes[$count - $before] ^ "\x01", $count - $before, 1)] : $bytes);
        $outcomes[work($proxy)] ??= $count;
    }
    claim('changed', array_diff(array_keys($outcomes), ['failed', 'answered']), []);
    $proxy->spoil(null);
    claim('and the next one is answered', work($proxy), 'answered');
    $proxy->stop();
});
?>
--EXPECT--
through the proxy: yes
cut: yes
reset at every byte: yes
changed: yes
and the next one is answered: yes
