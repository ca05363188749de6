# vsftpd with anonymous users only. It sends 200,000 bytes a second, but the first 4096 at once: slow.txt takes a tenth of one.
mkdir -p files
head -c 24096 /dev/zero | tr '\0' f > files/slow.txt
printf 'Hello from vsftpd\n' > files/hello.txt
cat > vsftpd.conf <<CONF
listen=YES
listen_address=127.0.0.1
listen_port=${ports[0]}
background=NO
run_as_launching_user=YES
anonymous_enable=YES
no_anon_password=YES
local_enable=NO
anon_root=$PWD/files
anon_max_rate=200000
trans_chunk_size=4096
connect_from_port_20=NO
seccomp_sandbox=NO
max_per_ip=0
max_clients=0
xferlog_enable=NO
CONF
# It reads no file of somebody else's.
if [ "$(id -u)" = 0 ]; then chown "$user" vsftpd.conf; fi
begin "${as[@]}" vsftpd "$PWD/vsftpd.conf"
wait_for listens "${ports[0]}"
tell FTP_PORT "${ports[0]}"
tell FTP_FOLDER "$PWD/files"
