--TEST--
A stream's timeout ends a read that gets no data
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    stream_set_timeout($a, 0, 30000);
    $start = hrtime(true);
    claim('nothing read', in_array(fread($a, 10), ['', false], true));
    claim('not early', ms_since($start) >= 30);
    claim('it says so', stream_get_meta_data($a)['timed_out']);
    fwrite($b, 'x');
    claim('the stream still works', fread($a, 10), 'x');
    $context = stream_context_create(['http' => ['timeout' => 0.03]]);
    claim('http', @file_get_contents(service('SLOW_URL') . '/?hang=1', false, $context), false);
});
?>
--EXPECT--
nothing read: yes
not early: yes
it says so: yes
the stream still works: yes
http: yes
