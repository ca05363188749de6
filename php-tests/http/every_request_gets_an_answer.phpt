--TEST--
Requests that no handler ends, and those without a handler, are answered; redirects, files and reasons
--FILE--
<?php
require __DIR__ . '/http.inc';

$kept = null;
serve([
    '/nothing' => function ($request, $response) {},
    '/away' => function ($request, $response) { $response->redirect('/else', 301); },
    '/file' => function ($request, $response) { claim('sent', $response->sendfile(__FILE__, 0, 5)); },
    '/missing' => function ($request, $response) { claim('not there', @$response->sendfile('/not/there'), false); $response->status(404); $response->end(); },
    '/reason' => function ($request, $response) { $response->status(299, 'Very Special'); $response->end(); },
    '/later' => function ($request, $response) use (&$kept) { $kept = $response; Co::sleep(0.001); $response->end('later'); },
    '/empty' => function ($request, $response) { $response->status(204); $response->end(); },
], function (int $port) use (&$kept) {
    $status = fn ($answer) => substr($answer, 9, strpos($answer, "\r\n") - 9);
    claim('500', $status(ask($port, '/nothing')), '500 Internal Server Error');
    claim('404', $status(ask($port, '/no/handler')), '404 Not Found');
    $answer = ask($port, '/away');
    claim('away', [$status($answer), str_contains($answer, "Location: /else\r\n")], ['301 Moved Permanently', true]);
    claim('a part of a file', body(ask($port, '/file')), '<?php');
    claim('none', $status(ask($port, '/missing')), '404 Not Found');
    claim('a reason', $status(ask($port, '/reason')), '299 Very Special');
    claim('later', body(ask($port, '/later')), 'later');
    claim('kept, but ended', [$kept->isWritable(), $kept->end('x')], [false, false]);
    claim('no length where no body may be', str_contains(ask($port, '/empty'), 'Content-Length'), false);
    claim('case does not matter', body(ask($port, '/LATER/on')), 'later');
});
?>
--EXPECT--
500: yes
404: yes
away: yes
sent: yes
a part of a file: yes
not there: yes
none: yes
a reason: yes
later: yes
kept, but ended: yes
no length where no body may be: yes
case does not matter: yes
