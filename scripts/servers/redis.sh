begin "${as[@]}" redis-server --port "${ports[0]}" --bind 127.0.0.1 --dir "$PWD" --save '' --appendonly no \
    --unixsocket "$PWD/redis.sock" --unixsocketperm 777
wait_for listens "${ports[0]}"
tell REDIS_PORT "${ports[0]}"
tell REDIS_SOCKET "$PWD/redis.sock"
