begin "${as[@]}" memcached -l 127.0.0.1 -p "${ports[0]}" -U 0 -m 64
wait_for listens "${ports[0]}"
tell MEMCACHED_PORT "${ports[0]}"
