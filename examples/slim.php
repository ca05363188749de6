<?php
// Slim, unmodified, on Swirl: each request becomes one of PSR-7, the application answers, and the answer is sent.
// apt install php-slim php-nyholm-psr7; php -d extension=swirl slim.php, then curl http://127.0.0.1:9501/hello/you

declare(strict_types=1);

use Nyholm\Psr7\Factory\Psr17Factory;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Http\Server;

require 'Slim/autoload.php';
require 'Nyholm/Psr7/autoload.php';

/** The application knows nothing of Swirl. */
function application(): Slim\App
{
    $app = new Slim\App;
    $app->get('/hello/{name}', function (ServerRequestInterface $request, ResponseInterface $response, array $args) {
        $response->getBody()->write("Hello, {$args['name']}" . ($request->getQueryParams()['mark'] ?? '') . "\n");
        return $response->withHeader('X-Answered-By', 'Slim');
    });
    $app->post('/form', function (ServerRequestInterface $request, ResponseInterface $response) {
        $response->getBody()->write(json_encode($request->getParsedBody()));
        return $response->withHeader('Content-Type', 'application/json');
    });
    return $app;
}

function to_psr(Request $request, Psr17Factory $factory): ServerRequestInterface
{
    $query = isset($request->server['query_string']) ? "?{$request->server['query_string']}" : '';
    $uri = "http://{$request->header['host']}{$request->server['request_uri']}$query";
    $psr = $factory->createServerRequest($request->getMethod(), $uri, array_change_key_case($request->server, CASE_UPPER));
    foreach ($request->header as $name => $value) {
        $psr = $psr->withHeader((string) $name, $value);
    }
    return $psr->withBody($factory->createStream((string) $request->getContent()))
        ->withQueryParams($request->get ?? [])
        ->withParsedBody($request->post)
        ->withCookieParams($request->cookie ?? []);
}

function send(ResponseInterface $psr, Response $response): void
{
    $response->status($psr->getStatusCode(), $psr->getReasonPhrase());
    foreach ($psr->getHeaders() as $name => $values) {
        $response->header($name, count($values) === 1 ? $values[0] : $values);
    }
    $response->end((string) $psr->getBody());
}

$server = new Server('127.0.0.1', (int) ($argv[1] ?? 9501), SWOOLE_BASE);
$server->set(['worker_num' => 1]);
$server->on('request', function (Request $request, Response $response) {
    $factory = new Psr17Factory;
    // Slim 3 keeps the request in its container: so each request gets an application of its own.
    send(application()->process(to_psr($request, $factory), $factory->createResponse()), $response);
});
$server->start();
