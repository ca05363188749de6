--TEST--
A cURL transfer whose coroutine is cancelled says what cURL says of one that a callback gave up; curl_multi_select() has no news then, and its transfers go on
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $url = 'http://' . stream_socket_get_name($server, false) . '/';
    $cancel = function (int $id) {
        wait_until(fn () => Co::exists($id) && !in_array(Co::getElapsed($id), [-1], true) && Co::stats()['event_num'] > 0);
        Co::sleep(0.01);
        Co::cancel($id);
    };

    $curl = curl_init($url);
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    go($cancel, Co::getCid());
    claim('no result', curl_exec($curl), false);
    claim('the number', [curl_errno($curl), swoole_last_error()], [CURLE_ABORTED_BY_CALLBACK, SWOOLE_ERROR_CO_CANCELED]);
    claim('the text', curl_error($curl), 'Operation was aborted by an application callback');
    curl_setopt($curl, CURLOPT_URL, 'http://127.0.0.1:1/');
    claim('the next one has its own', [curl_exec($curl), curl_errno($curl)], [false, CURLE_COULDNT_CONNECT]);
    fclose(stream_socket_accept($server));

    $multi = curl_multi_init();
    curl_multi_add_handle($multi, $transfer = curl_init($url));
    curl_setopt($transfer, CURLOPT_RETURNTRANSFER, true);
    [$asked, $answer] = [new Co\Channel(1), new Co\Channel(1)];
    go(function () use ($server, $asked, $answer) {
        $peer = stream_socket_accept($server);
        while (trim(fgets($peer)) !== '');
        $asked->push(true);
        $answer->pop();
        fwrite($peer, "HTTP/1.0 200 OK\r\n\r\nhello");
        fclose($peer);
    });
    do {
        curl_multi_exec($multi, $running);
    } while ($asked->isEmpty() && curl_multi_select($multi, 0.01) >= 0);
    go($cancel, Co::getCid());
    claim('no news', curl_multi_select($multi, 10), 0);
    claim('it was cancelled', [Co::isCanceled(), swoole_last_error()], [true, SWOOLE_ERROR_CO_CANCELED]);
    curl_multi_exec($multi, $running);
    claim('the transfer goes on', [$running, curl_multi_info_read($multi)], [1, false]);
    $answer->push(true);
    do {
        curl_multi_select($multi, 1);
        curl_multi_exec($multi, $running);
    } while ($running);
    claim('to its end', curl_multi_getcontent($transfer), 'hello');
});
?>
--EXPECT--
no result: yes
the number: yes
the text: yes
the next one has its own: yes
no news: yes
it was cancelled: yes
the transfer goes on: yes
to its end: yes
