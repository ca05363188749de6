# OpenSSH's server, for the user who runs this: it logs in with a key made for the occasion.
ssh-keygen -q -t ed25519 -N '' -f host.key
ssh-keygen -q -t ed25519 -N '' -f user.key
ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f client.key
cp client.key.pub authorized
chmod 755 .
if [ "$(id -u)" = 0 ]; then mkdir -p /run/sshd; chown -R root .; fi
cat > sshd.conf <<CONF
ListenAddress 127.0.0.1:${ports[0]}
HostKey $PWD/host.key
AuthorizedKeysFile $PWD/authorized
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAcceptedAlgorithms +ssh-rsa
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
UseDNS no
PrintMotd no
PidFile none
MaxStartups 1000
MaxSessions 1000
Subsystem sftp internal-sftp
CONF
begin /usr/sbin/sshd -D -e -f "$PWD/sshd.conf"
wait_for listens "${ports[0]}"
tell SSH_PORT "${ports[0]}"
tell SSH_USER "$(id -un)"
tell SSH_KEY "$PWD/client.key"
