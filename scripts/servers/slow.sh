# An HTTP server that answers after as many milliseconds as the request asks for. PHP's own would serve one request at a time.
begin "$php" -n "$root/scripts/servers/slow.php" "${ports[0]}"
wait_for listens "${ports[0]}"
tell SLOW_URL "http://127.0.0.1:${ports[0]}"
