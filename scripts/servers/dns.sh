# A slow name server, and a library that makes the C library ask it: LD_PRELOAD=$SWIRL_TEST_RESOLVER.
cp "$root/scripts/servers/dns.php" .
begin "${as[@]}" "$php" -n dns.php "${ports[0]}"
cc -shared -fPIC -O1 -Wall -DPORT="${ports[0]}" -o resolver.so "$root/scripts/servers/resolver.c" -lresolv -ldl
wait_for grep -q ready server.log
tell DNS_PORT "${ports[0]}"
tell RESOLVER "$PWD/resolver.so"
