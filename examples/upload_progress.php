<?php
// An upload with a bar that grows: the page asks by Server-Sent Events how much has come; files go to disk as they come.
// php -d extension=swirl upload_progress.php, then http://127.0.0.1:9501/

declare(strict_types=1);

use Swoole\Coroutine;
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Http\Server;

const LARGEST = 1 << 30;
const PAGE = <<<'HTML'
<!DOCTYPE html>
<meta charset="utf-8">
<title>Upload</title>
<form><input type="file" name="file"> <progress value="0" max="1"></progress> <output></output></form>
<script>
const [form, bar, output] = ['form', 'progress', 'output'].map((name) => document.querySelector(name));
form.file.onchange = () => {
    const size = form.file.files[0].size;
    const events = new EventSource('/progress');
    events.onmessage = (event) => { bar.value = size ? event.data / size : 1; };
    fetch('/', {method: 'POST', body: new FormData(form)})
        .then((response) => response.text())
        .then((text) => { output.value = text; bar.value = 1; })
        .finally(() => events.close());
};
</script>
HTML;

$folder = sys_get_temp_dir() . '/swirl-uploads-' . getmypid();
mkdir($folder, 0700);
$server = new Server('127.0.0.1', (int) ($argv[1] ?? 9501), SWOOLE_BASE);
$server->set(['worker_num' => 1, 'upload_max_filesize' => LARGEST, 'upload_tmp_dir' => $folder]);

/** How much lies in the folder: in a program for many users, each upload would have a folder or a table row of its own. */
$arrived = fn (): int => array_sum(array_map('filesize', glob("$folder/*")));

$server->on('request', function (Request $request, Response $response) use ($arrived) {
    if ($request->server['path_info'] === '/progress') {
        $response->header('Content-Type', 'text/event-stream');
        do {
            clearstatcache();
            $sent = $response->write('data: ' . $arrived() . "\n\n");
            Coroutine::sleep(0.2);
        } while ($sent);
    } elseif ($file = $request->files['file'] ?? null) {
        $response->end("{$file['name']}: {$file['size']} bytes\n");
    } else {
        $response->end(PAGE);
    }
});
$server->on('shutdown', fn () => @rmdir($folder));
$server->start();
