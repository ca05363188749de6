--TEST--
The properties of a request are made when they are touched, and behave like any others
--FILE--
<?php
require __DIR__ . '/http.inc';

$claims = [
    'read' => fn ($r) => $r->header['host'] === 'test' && $r->get === ['a' => ['x' => ['1', '2']], 'b' => 'c d'],
    'isset' => fn ($r) => isset($r->get, $r->cookie, $r->header['x-many']) && !isset($r->post) && !isset($r->nothing) && empty($r->files),
    'null where nothing came' => fn ($r) => $r->post === null && $r->files === null && $r->tmpfiles === null,
    'iterated' => fn ($r) => array_keys(iterator_to_array((function () use ($r) { foreach ($r as $k => $v) { yield $k => $v; } })())) === ['fd', 'streamId', 'header', 'server', 'cookie', 'get', 'files', 'post', 'tmpfiles'],
    'cast' => fn ($r) => ((array) $r)['cookie'] === ['k' => 'v w'],
    'reflected' => fn ($r) => (new ReflectionProperty($r, 'get'))->getValue($r)['b'] === 'c d',
    'get_object_vars' => fn ($r) => get_object_vars($r)['header']['x-many'] === ['1', '2', '3'],
    'written to' => function ($r) { $r->get['new'] = 1; return count($r->get) === 3 && $r->get['b'] === 'c d'; },
    'written over' => function ($r) { $r->get = 7; return $r->get === 7; },
    'by reference' => function ($r) { $all = &$r->cookie; $all['k'] = 'changed'; return $r->cookie === ['k' => 'changed']; },
    'dumped' => fn ($r) => str_contains(print_r($r, true), '[b] => c d') && str_contains(var_export($r, true), "'v w'"),
    'as JSON' => fn ($r) => json_decode(json_encode($r))->get->b === 'c d',
    'compared' => fn ($r) => $r == $r && $r->header == $r->header,
    'the cookie is no field' => fn ($r) => !isset($r->header['cookie']),
    'what was asked' => fn ($r) => array_keys($r->server) === ['query_string', 'request_method', 'request_uri', 'path_info', 'request_time', 'request_time_float', 'server_protocol', 'remote_addr', 'remote_port', 'server_addr', 'server_port'],
    'decoded' => fn ($r) => [$r->server['request_uri'], $r->server['path_info']] === ['/p%20q', '/p q'],
    'not serialized' => function ($r) { try { serialize($r); } catch (Exception $e) { return true; } },
    'not cloned' => function ($r) { try { clone $r; } catch (Error $e) { return true; } },
    'not unset' => function ($r) { try { unset($r->get); } catch (Error $e) { return $r->get['b'] === 'c d'; } },
];
serve(function ($request, $response) use ($claims) {
    $response->end(json_encode($claims[$request->header['claim']]($request)));
}, function (int $port) use ($claims) {
    foreach ($claims as $name => $claim) {
        $fields = "Claim: $name\r\nX-Many: 1\r\nX-Many: 2\r\nCookie: k=v%20w\r\nX-Many: 3\r\n";
        claim($name, body(ask($port, '/p%20q?a[x][]=1&a[x][]=2&b=c+d', $fields)), 'true');
    }
});
?>
--EXPECT--
read: yes
isset: yes
null where nothing came: yes
iterated: yes
cast: yes
reflected: yes
get_object_vars: yes
written to: yes
written over: yes
by reference: yes
dumped: yes
as JSON: yes
compared: yes
the cookie is no field: yes
what was asked: yes
decoded: yes
not serialized: yes
not cloned: yes
not unset: yes
