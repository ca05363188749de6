# PostgreSQL. Who ends it with QUIT ends its children, too, and leaves no shared memory behind.
PATH=$(compgen -G '/usr/lib/postgresql/*/bin' | tail -n 1):$PATH
"${as[@]}" initdb --pgdata="$PWD/data" --username=swirl --auth=trust --encoding=UTF8 --no-locale --no-sync
cp "$certificates/good.pem" "$certificates/good.key" .
if [ "$(id -u)" = 0 ]; then chown "$user" good.key; fi
ending=QUIT
begin "${as[@]}" postgres -D "$PWD/data" -h 127.0.0.1 -p "${ports[0]}" -k "$PWD" -c max_connections=300 -c fsync=off \
    -c ssl=on -c ssl_cert_file="$PWD/good.pem" -c ssl_key_file="$PWD/good.key"
wait_for createdb -h 127.0.0.1 -p "${ports[0]}" -U swirl swirl
tell PGSQL_PORT "${ports[0]}"
tell PGSQL_SOCKET_DIR "$PWD"
