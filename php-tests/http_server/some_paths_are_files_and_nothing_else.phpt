--TEST--
static_handler_locations: what lies there is a file or missing, PHP is asked for the rest; url_rewrite_rules lead to other paths
--FILE--
<?php
require __DIR__ . '/../server/server.inc';

use Swoole\Coroutine\Http\Client;
use Swoole\Http\Server;

$folder = sys_get_temp_dir() . '/swirl-locations-' . getmypid();
mkdir("$folder/static/deep", 0700, true);
mkdir("$folder/other", 0700);
foreach (['static/a.txt', 'static/deep/b.bin', 'other/c.txt'] as $file) {
    file_put_contents("$folder/$file", $file);
}
$settings = ['worker_num' => 1, 'document_root' => $folder, 'enable_static_handler' => true, 'static_handler_locations' => ['/static', '/images/']];
$rules = ['/old/' => '/static/', '~^/number/(\d+)$~' => '/static/deep/$1.bin'];
file_put_contents("$folder/static/deep/7.bin", 'seven');
foreach ([$settings, $settings + ['url_rewrite_rules' => $rules]] as $settings) {
    $server = new Server('127.0.0.1', 0, SWOOLE_BASE);
    serve($server, $settings, [
        'Request' => function ($request, $response) { $response->end('PHP ' . $request->server['request_uri']); },
    ], function ($server) {
        $client = new Client('127.0.0.1', $server->port);
        foreach (['/static/a.txt', '/STATIC/a.txt', '/static/deep/b.bin', '/static/none.txt', '/static', '/images/x.png', '/other/c.txt', '/', '/old/a.txt', '/number/7', '/static/../other/c.txt'] as $path) {
            $client->get($path);
            echo "$path: $client->statusCode ", strlen($client->body) < 30 ? $client->body : 'a page', "\n";
        }
    });
}
exec('rm -r ' . escapeshellarg($folder));
?>
--EXPECT--
/static/a.txt: 200 static/a.txt
/STATIC/a.txt: 404 a page
/static/deep/b.bin: 200 static/deep/b.bin
/static/none.txt: 404 a page
/static: 200 PHP /static
/images/x.png: 404 a page
/other/c.txt: 200 PHP /other/c.txt
/: 200 PHP /
/old/a.txt: 200 PHP /old/a.txt
/number/7: 200 PHP /number/7
/static/../other/c.txt: 200 other/c.txt
/static/a.txt: 200 static/a.txt
/STATIC/a.txt: 404 a page
/static/deep/b.bin: 200 static/deep/b.bin
/static/none.txt: 404 a page
/static: 200 PHP /static
/images/x.png: 404 a page
/other/c.txt: 200 PHP /other/c.txt
/: 200 PHP /
/old/a.txt: 200 static/a.txt
/number/7: 200 seven
/static/../other/c.txt: 200 other/c.txt
