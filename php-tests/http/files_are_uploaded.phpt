--TEST--
Forms in parts: fields by PHP's rules, files on disk until the request goes or they are moved
--FILE--
<?php
require __DIR__ . '/http.inc';

$folder = sys_get_temp_dir() . '/swirl-uploads-' . getmypid();
$paths = [];
serve(function ($request, $response) use (&$paths, $folder) {
    claim('fields', $request->post, ['list' => ['1', '2'], 'map' => ['k' => 'v']]);
    $file = $request->files['doc'];
    claim('about the file', [$file['name'], $file['type'], $file['error'], $file['size']], ['my file.txt', 'text/plain', 0, 12]);
    claim('nested', $request->files['many']['name'], ['x' => ['n.bin']]);
    claim('none chosen', [$request->files['none']['error'], $request->files['none']['tmp_name']], [4, '']);
    claim('its bytes', file_get_contents($file['tmp_name']), "line\r\n--more");
    claim('in the folder', dirname($file['tmp_name']), $folder);
    $paths = $request->tmpfiles;
    claim('PHP knows it', is_uploaded_file($paths[0]));
    claim('moved', move_uploaded_file($paths[0], "$folder/kept"));
    $response->end();
}, function (int $port) use ($folder, &$paths) {
    $part = fn ($about, $body) => "--B\r\nContent-Disposition: form-data; $about\r\n\r\n$body\r\n";
    $form = $part('name="list[]"', '1') . $part('name="list[]"', '2') . $part('name="map[k]"', 'v')
        . "--B\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"my file.txt\"\r\nContent-Type: text/plain\r\n\r\nline\r\n--more\r\n"
        . $part('name="none"; filename=""', '') . $part('name="many[x][]"; filename="n.bin"', 'abc') . "--B--\r\n";
    ask($port, '/', "Content-Type: multipart/form-data; boundary=B\r\n", $form, 'POST');
    claim('two files', count($paths), 2);
    claim('what was moved stays', file_get_contents("$folder/kept"), "line\r\n--more");
    claim('the other one went with the request', file_exists($paths[1]), false);
    claim('nothing is left', array_values(array_diff(scandir($folder), ['.', '..'])), ['kept']);
}, ['upload_tmp_dir' => $folder, 'http_parse_files' => true]);
unlink("$folder/kept");
rmdir($folder);
?>
--EXPECT--
fields: yes
about the file: yes
nested: yes
none chosen: yes
its bytes: yes
in the folder: yes
PHP knows it: yes
moved: yes
two files: yes
what was moved stays: yes
the other one went with the request: yes
nothing is left: yes
