<?php
// Twenty web pages, each 0.1 s away, with file_get_contents() and with curl: make run SCRIPT=examples/twenty_pages.php
// Servers: slow

declare(strict_types=1);

require __DIR__ . '/side_by_side.inc';

$urls = array_map(fn (int $n) => server('SLOW_URL') . "/?ms=100&bytes=$n", range(1, 20));

side_by_side('20 pages with file_get_contents():', array_map(fn (string $url) => fn () => file_get_contents($url), $urls));

side_by_side('20 pages with curl_exec():', array_map(fn (string $url) => function () use ($url) {
    $curl = curl_init($url);
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    return curl_exec($curl);
}, $urls));
