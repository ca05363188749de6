--TEST--
Coroutine\FastCGI\Client sends requests of any size to an application and reads its answers, on one connection if asked to
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\FastCGI\Client;
use Swoole\Coroutine\Server;
use Swoole\Coroutine\Server\Connection;
use Swoole\FastCGI\FrameParser;
use Swoole\FastCGI\HttpRequest;
use Swoole\FastCGI\Record\BeginRequest;
use Swoole\FastCGI\Record\EndRequest;
use Swoole\FastCGI\Record\Params;
use Swoole\FastCGI\Record\Stderr;
use Swoole\FastCGI\Record\Stdin;
use Swoole\FastCGI\Record\Stdout;

/** An application that tells what it was asked. */
function application(Connection $connection): void
{
    static $connections = 0;
    $number = ++$connections;
    $params = [];
    $body = '';
    while ($packet = $connection->recv(5)) {
        while ($packet !== '') {
            $record = FrameParser::parseFrame($packet);
            if ($record instanceof Params) {
                $params += $record->getValues();
            }
            $body .= $record instanceof Stdin ? $record->getContentData() : '';
            $isLast = $record instanceof Stdin ? $record->getContentLength() === 0
                : $record instanceof Params && $record->getContentLength() === 0 && $params['CONTENT_LENGTH'] === '0';
            if ($isLast) {
                $text = "Status: 201 Made\r\nX-Connection: $number\r\n\r\n" . strlen($body) . ' ' . md5($body) . ' ' . strlen($params['HTTP_X_LONG'] ?? '');
                $connection->send(new Stdout(substr($text, 0, 20)) . new Stderr('by the way') . new Stdout(substr($text, 20)) . new EndRequest());
                $params = [];
                $body = '';
            }
        }
    }
    $connection->close();
}

Co\run(function () {
    $server = new Server('127.0.0.1');
    $server->set(['open_fastcgi_protocol' => true]);
    $server->handle('application');
    go(fn () => $server->start());

    $client = new Client('127.0.0.1', $server->port);
    $large = random_bytes(200000);
    $request = (new HttpRequest())->withBody($large)->withHeader('X-Long', str_repeat('x', 60000))->withKeepConn(true);
    $request->withParam('OTHER', str_repeat('y', 60000));
    $response = $client->execute($request, 5);
    claim('a large request', $response->getBody(), '200000 ' . md5($large) . ' 60000');
    claim('status', [$response->getStatusCode(), $response->getReasonPhrase()], [201, 'Made']);
    claim('errors', $response->getError(), 'by the way');
    claim('no body', $client->execute((new HttpRequest())->withKeepConn(true), 5)->getBody(), '0 ' . md5('') . ' 0');
    claim('one connection', $client->execute((new HttpRequest())->withBody('0'), 5)->getHeader('x-connection'), '1');
    claim('then another', $client->execute(new HttpRequest(), 5)->getHeader('X-CONNECTION'), '2');
    claim('call', Client::call("127.0.0.1:{$server->port}", '/a/b.php?c=d', ['e' => 'f'], 5), '3 ' . md5('e=f') . ' 0');
    claim('shutdown', $server->shutdown());
    claim('nobody there', preg_match('~^Swoole.Coroutine.FastCGI.Client.Exception: Connection refused~',
        outcome(fn () => (new Client('127.0.0.1', 1))->execute(new HttpRequest(), 5))), 1);
});
?>
--EXPECT--
a large request: yes
status: yes
errors: yes
no body: yes
one connection: yes
then another: yes
call: yes
shutdown: yes
nobody there: yes
